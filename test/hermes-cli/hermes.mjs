// @ts-check
// A stand-in for Hermes' command line: `hermes [-p PROFILE] update [--yes]` with the lines that Hermes prints, on a real git
// checkout that it truly moves, and with the real systemd's units restarted at the end. What it does otherwise than Hermes
// is in <checkout>/venv/stand-in.json (installed by install.ts).
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [checkout = '', ...args] = process.argv.slice(2);
const venv = join(checkout, 'venv');
/** @type {{ version: string, root: string, fails: string | null, holds: string[], skips: string[] }} */
const plan = JSON.parse(readFileSync(join(venv, 'stand-in.json'), 'utf8'));
appendFileSync(join(venv, 'calls.log'), `${JSON.stringify({ args, env: pick(process.env) })}\n`);
const isOld = plan.version === '0.11';
/** Git wants to know who stashes. */
const IDENTITY = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
const lock = join(plan.root, '.hermes-update-in-progress');

process.on('SIGHUP', () => {});
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
  process.on(signal, () => {
    process.stdout.write('\n✗ Update cancelled.\n');
    rmSync(lock, { force: true });
    process.exit(1);
  });
}

if (args.includes('--help')) {
  say(
    `usage: hermes update [-h] [--check] [--gateway]${isOld ? '' : ' [--yes] [--backup] [--no-backup] [--branch NAME]'}`,
  );
  process.exit(0);
}
if (!args.includes('update')) {
  say(`hermes: the stand-in knows update only, not ${args.join(' ')}`);
  process.exit(64);
}
if (args.includes('--yes') && isOld) {
  process.stderr.write('hermes update: error: unrecognized arguments: --yes\n');
  process.exit(2);
}
process.exitCode = await update();

async function update() {
  say('⚕ Updating Hermes Agent...');
  if (plan.fails === 'refused') {
    say('✗ Another hermes update is in progress (pid 4711). Wait for it to finish.');
    return 2;
  }
  if (plan.version === '0.21') writeFileSync(lock, `${process.pid}\n${Math.floor(Date.now() / 1000)}\n`);
  if (!isOld) say('◆ Pre-update snapshot: 20261125-120000-pre-update');
  await step('fetching', '→ Fetching updates...');
  if (plan.fails === 'network' || git('fetch', 'origin', 'main') !== 0) {
    say('✗ Network error — cannot reach the remote repository.');
    return over(1);
  }
  const before = text('rev-parse', 'HEAD');
  const branch = text('rev-parse', '--abbrev-ref', 'HEAD');
  if (branch !== 'main') {
    say(`⚠ Currently on branch '${branch}' — switching to main for update...`);
    git('checkout', '--quiet', 'main');
  }
  const isDirty = text('status', '--porcelain') !== '';
  if (isDirty) {
    say('→ Local changes detected — stashing before update...');
    git('stash', 'push', '--quiet', '--include-untracked', '-m', 'hermes-update-autostash');
  }
  const behind = Number(text('rev-list', 'HEAD..origin/main', '--count'));
  if (behind === 0) {
    if (isDirty) git('stash', 'pop', '--quiet');
    say('✓ Already up to date!');
    return over(0);
  }
  say(`→ Found ${behind} new commit(s)`);
  await step('pulling', '→ Pulling updates...');
  if (git('merge', '--quiet', '--ff-only', 'origin/main') !== 0) {
    say('⚠ Fast-forward not possible (history diverged), resetting to match remote...');
    if (git('reset', '--quiet', '--hard', 'origin/main') !== 0) return over(1);
  }
  if (plan.fails === 'syntax') {
    say('✗ Pulled code has a syntax error in a critical file:');
    say('  hermes_cli/main.py, line 12: invalid syntax');
    say(`→ Rolling back to ${before.slice(0, 8)}...`);
    git('reset', '--quiet', '--hard', before);
    say('✓ Rollback complete — your install is unchanged.');
    return over(1);
  }
  say('✓ Cleared 12 stale __pycache__ directories');
  await step('python', '→ Updating Python dependencies...');
  if (plan.fails === 'dependencies') {
    say('error: Failed to fetch: `https://pypi.org/simple/aiohttp/`');
    say('✗ Python dependency install failed');
    return over(1);
  }
  if (plan.fails === 'disk') {
    try {
      writeFileSync('/dev/full', 'a wheel');
    } catch (error) {
      say(`error: ${error instanceof Error ? error.message : error}`);
      return over(1);
    }
  }
  await step('node', '→ Updating Node.js dependencies...');
  say('✓ Code updated!');
  say('→ Syncing bundled skills...');
  await step('finishing', '→ Checking configuration for new options...');
  if (plan.fails === 'prompt') {
    process.stdout.write('Would you like to configure new options now? [Y/n] ');
    await new Promise(() => setInterval(() => {}, 60_000));
  }
  say(
    `  ℹ Non-interactive session — ${isOld ? 'skipping config migration prompt.' : 'applying safe config migrations.'}`,
  );
  await step('complete', '✓ Update complete!');
  const left = await restartGateways();
  if (left.length > 0) {
    say('⚠ Update incomplete — some gateway units were not restarted:');
    for (const unit of left) say(`  ${unit}`);
    return over(isOld ? 0 : 1);
  }
  say('Tip: You can now select a provider and model:');
  return over(0);
}

/** Drains, waits, and starts what has ended: as Hermes does, one after the other, those that are active. */
async function restartGateways() {
  const listed = systemctl('list-units', 'hermes-gateway*', '--plain', '--no-legend', '--no-pager').stdout;
  const units = listed.split('\n').flatMap((line) => {
    const [unit = '', , active = ''] = line.trim().split(/\s+/);
    return active === 'active' && /^hermes-gateway(-[a-z0-9_-]+)?\.service$/.test(unit) ? [unit] : [];
  });
  const left = [];
  for (const unit of units) {
    if (plan.skips.includes(unit)) {
      left.push(unit);
      continue;
    }
    const name = unit.replace(/\.service$/, '');
    const old = property(unit, 'MainPID');
    say(`→ ${name}: draining (up to 75s)...`);
    systemctl('kill', '--kill-whom=main', '--signal=SIGUSR1', unit);
    if (!(await until(() => property(unit, 'MainPID') !== old, 75_000))) {
      left.push(unit);
      continue;
    }
    if (!isOld) {
      systemctl('reset-failed', unit);
      systemctl('start', unit);
    }
    const isUp = await until(
      () => property(unit, 'ActiveState') === 'active' && property(unit, 'MainPID') !== '0',
      45_000,
    );
    say(isUp ? `✓ Restarted ${name}` : `✗ ${name} failed to stay running after restart.`);
  }
  return left;
}

/** @param {() => boolean} isSo @param {number} deadlineMs */
async function until(isSo, deadlineMs) {
  const start = Date.now();
  while (!isSo()) {
    if (Date.now() - start > deadlineMs) return false;
    await sleep(50);
  }
  return true;
}

/** @param {string} name @param {string} line */
async function step(name, line) {
  say(line);
  if (plan.holds.includes(name)) await until(() => existsSync(join(venv, `go-${name}`)), 120_000);
}

/** @param {number} code */
function over(code) {
  rmSync(lock, { force: true });
  return code;
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {...string} argv */
function git(...argv) {
  const { status, stderr } = spawnSync('git', [...IDENTITY, ...argv], { cwd: checkout, encoding: 'utf8' });
  if (status !== 0) say(stderr.trim());
  return status ?? 1;
}

/** @param {...string} argv */
function text(...argv) {
  return spawnSync('git', argv, { cwd: checkout, encoding: 'utf8' }).stdout.trim();
}

/** @param {...string} argv */
function systemctl(...argv) {
  return spawnSync('systemctl', ['--user', ...argv], { encoding: 'utf8' });
}

/** @param {string} unit @param {string} name */
function property(unit, name) {
  return systemctl('show', '--value', '-p', name, unit).stdout.trim();
}

/** @param {NodeJS.ProcessEnv} env */
function pick(env) {
  const names = ['HOME', 'PATH', 'LANG', 'NO_COLOR', 'HERMES_HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'];
  return Object.fromEntries(names.map((name) => [name, env[name] ?? null]));
}
