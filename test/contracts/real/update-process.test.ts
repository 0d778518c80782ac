import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UpdateProcessState } from '../../../main/core/update-process';
import { MOST_OUTPUT } from '../../../main/core/update-process';
import { type HermesInstall, installHermes } from '../../hermes-cli/install';
import { type Announcements, createAnnouncements } from '../announcements';
import { updateProcessContract } from '../update-process.contract';
import { createUpdateProcessDriver, createUpdateProcessRig } from './update-process-rig';
import { systemctl } from './user-units';

updateProcessContract('the update processes', createUpdateProcessDriver);

describe('the update processes, beyond the contract', () => {
  const ID = '20261125T143000-4711';
  const UNIT = `hermes-tray-update-${ID}.service`;
  let states: Announcements<UpdateProcessState>;
  let rig: Awaited<ReturnType<typeof createUpdateProcessRig>>;

  beforeEach(async () => {
    rig = await createUpdateProcessRig();
    states = createAnnouncements();
  });
  afterEach(async () => {
    await rig.close();
  });

  const done = { ok: true, value: null };
  const start = (change: Parameters<typeof rig.spec>[1] = {}) => rig.processes.start(rig.spec(ID, change));
  const follow = (processes = rig.processes) => processes.follow(ID, 'update', states.add);
  const until = (what: string, is: (state: UpdateProcessState) => boolean) => states.next(what, is, 6_000);
  const running = () => until('that it runs', ({ kind }) => kind === 'running');
  const ended = () => until('its end', ({ kind }) => kind === 'ended');
  const called = () => vi.waitFor(() => expect(rig.calls()).toHaveLength(1), 10_000);

  it('runs hermes in the profile, with the gateway’s environment and none of what is the gateway’s own', async () => {
    const environment = [
      'PATH=/opt/node/bin:/usr/bin:/bin',
      'HERMES_HOME=/home/ada/.hermes/profiles/coder',
      'HERMES_SUPERVISED_CHILD=1',
      'HTTPS_PROXY=http://proxy:3128/?a="b c"',
    ];
    expect(await start({ profile: 'coder', environment })).toEqual(done);
    await called();
    const [call] = rig.calls();
    expect(call?.args).toEqual(['-p', 'coder', 'update', '--yes']);
    expect(call?.env).toMatchObject({
      PATH: `${rig.bin}:/opt/node/bin:/usr/bin:/bin`,
      HTTPS_PROXY: 'http://proxy:3128/?a="b c"',
      HOME: process.env['HOME'],
      XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'],
      DBUS_SESSION_BUS_ADDRESS: process.env['DBUS_SESSION_BUS_ADDRESS'],
      LANG: 'C.UTF-8',
      NO_COLOR: '1',
      PYTHONUNBUFFERED: '1',
      HERMES_HOME: rig.root,
    });
    expect(call?.env).not.toHaveProperty('HERMES_SUPERVISED_CHILD');
    expect(call?.env).not.toHaveProperty('INVOCATION_ID');
    expect(await systemctl('show', '-p', 'KillMode,CollectMode,Type,RuntimeMaxUSec', UNIT)).toBe(
      'Type=exec\nRuntimeMaxUSec=2h\nKillMode=process\nCollectMode=inactive-or-failed',
    );
    expect((await systemctl('show', '--value', '-p', 'ControlGroup', UNIT)).endsWith(UNIT)).toBe(true);
  });

  it('leaves out --yes where Hermes does not know it, and runs its module where it has no program', async () => {
    rig.program('python', `[ "$1 $2" = '-m hermes_cli.main' ] || exit 9; shift 2; exec "$(dirname "$0")/told" "$@"`);
    writeFileSync(join(rig.bin, 'told'), readFileSync(join(rig.bin, 'hermes')), { mode: 0o755 });
    rmSync(join(rig.bin, 'hermes'));
    expect(await start({ environment: ['KNOWS_YES=no'] })).toEqual(done);
    await called();
    expect(rig.calls()[0]?.args).toEqual(['-p', 'default', 'update']);
  });

  it('has its output and its end in files of its own, which nobody else may enter', async () => {
    await start();
    follow();
    await running();
    await rig.tell({ print: 'one\n' });
    await rig.tell({ exit: 3 });
    expect(await ended()).toMatchObject({ exitCode: 3, output: 'one\n' });
    expect(readdirSync(join(rig.state, ID)).sort()).toEqual(['afterwards.sh', 'update.exit', 'update.log']);
    expect(readFileSync(join(rig.state, ID, 'update.exit'), 'utf8')).toBe('exited 3 exit-code\n');
    expect(statSync(join(rig.state, ID)).mode & 0o777).toBe(0o700);
    await vi.waitFor(async () => expect(await systemctl('list-units', '--all', '--no-legend', UNIT)).toBe(''));
  });

  it('takes back our drain requests at its end, and no others', async () => {
    const homes = ['ours', 'foreign', 'none'].map((name) => join(rig.root, name));
    for (const home of homes) mkdirSync(home);
    const [ours = '', foreign = ''] = homes.map((home) => join(home, '.drain_request.json'));
    writeFileSync(ours, '{"action":"drain","requested_at":"2026-11-25","principal":"hermes-tray"}\n');
    writeFileSync(foreign, '{"action":"drain","principal":"dashboard"}\n');
    await start({ requestedIn: homes });
    follow();
    await running();
    expect(existsSync(ours)).toBe(true);
    rig.processes.close();
    await rig.tell({ exit: 0 });
    await vi.waitFor(() => expect(existsSync(ours)).toBe(false), 10_000);
    expect(existsSync(foreign)).toBe(true);
  });

  it('says that a killed one has no exit code', async () => {
    await start();
    follow();
    await running();
    await rig.tell({ print: 'half a li', kill: 'SIGKILL' });
    expect(await ended()).toMatchObject({ exitCode: null });
    expect(readFileSync(join(rig.state, ID, 'update.exit'), 'utf8')).toBe('killed KILL signal\n');
  });

  it('tells of one that ended while nobody looked', async () => {
    await start();
    await called();
    rig.processes.close();
    await rig.tell({ print: 'done\n', exit: 0 });
    await vi.waitFor(() => expect(existsSync(join(rig.state, ID, 'update.exit'))).toBe(true), 10_000);
    follow(rig.create());
    expect(await ended()).toEqual({ kind: 'ended', output: 'done\n', exitCode: 0 });
  });

  it('goes on with one that an earlier start of ours has begun', async () => {
    await start();
    await called();
    rig.processes.close();
    const next = rig.create();
    follow(next);
    await running();
    expect(await next.start(rig.spec(ID))).toEqual(done);
    expect(rig.calls()).toHaveLength(1);
    await rig.tell({ exit: 0 });
    expect(await ended()).toMatchObject({ exitCode: 0 });
  });

  it('has no exit code for one that went down with the machine', async () => {
    mkdirSync(join(rig.state, ID), { recursive: true });
    writeFileSync(join(rig.state, ID, 'update.log'), '→ Pulling updates...\n');
    follow();
    expect(await ended()).toEqual({ kind: 'ended', output: '→ Pulling updates...\n', exitCode: null });
  });

  it('shows a question, once nothing follows it', async () => {
    await start();
    follow();
    await running();
    await rig.tell({ print: 'Would you like to configure new options now? [Y/n] ' });
    await until('the question', (state) => state.kind === 'running' && /\[Y\/n\] $/.test(state.output));
    expect(states.all.at(-1)).toMatchObject({ isQuiet: false });
    await until('the silence', (state) => state.kind === 'running' && state.isQuiet);
    await rig.tell({ print: 'y\n' });
    await until('that it goes on', (state) => state.kind === 'running' && !state.isQuiet && /y\n$/.test(state.output));
  });

  it('keeps all of a megabyte, and tells its end in whole characters', async () => {
    await start();
    follow();
    await running();
    const text = `${'⚕→✓ü'.repeat(100_000)}end\n`;
    await rig.tell({ print: text });
    await until('its end', (state) => state.kind === 'running' && state.output.endsWith('end\n'));
    await rig.tell({ exit: 0 });
    const { output } = (await ended()) as Extract<UpdateProcessState, { kind: 'ended' }>;
    expect(Buffer.byteLength(output)).toBeGreaterThan(MOST_OUTPUT - 4);
    expect(Buffer.byteLength(output)).toBeLessThanOrEqual(MOST_OUTPUT);
    expect(text.endsWith(output)).toBe(true);
    expect(readFileSync(join(rig.state, ID, 'update.log'), 'utf8')).toBe(text);
    expect(states.all.some((state) => 'output' in state && state.output.includes('\ufffd'))).toBe(false);
  });

  it('follows through a lost bus, and through an end meanwhile', async () => {
    await start();
    follow();
    await running();
    await rig.proxy.cut();
    await rig.tell({ print: 'alone\n' });
    await until('what it prints', (state) => state.kind === 'running' && state.output === 'alone\n');
    await rig.tell({ exit: 0 });
    expect(await ended()).toMatchObject({ exitCode: 0 });
    await rig.proxy.restore();
  });

  it('does not know how it stands until systemd can be asked, then does', async () => {
    await start();
    await called();
    await rig.proxy.cut();
    follow(rig.create());
    await until('that it is not known', ({ kind }) => kind === 'unknown');
    expect(states.all.some(({ kind }) => kind === 'absent' || kind === 'ended')).toBe(false);
    await rig.proxy.restore();
    await running();
  });

  it('stays with it when systemd is executed anew', async () => {
    await start();
    follow();
    await running();
    await systemctl('daemon-reexec');
    await systemctl('daemon-reload');
    await rig.tell({ print: 'still\n' });
    await until('what it prints', (state) => state.kind === 'running' && state.output === 'still\n');
    await rig.tell({ exit: 0 });
    expect(await ended()).toMatchObject({ exitCode: 0 });
    expect(states.all.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
  });

  it('stops it, which it takes for a cancel', async () => {
    await start();
    follow();
    await running();
    await called();
    expect(await rig.processes.stop(ID, 'update')).toEqual(done);
    expect(await ended()).toEqual({ kind: 'ended', output: '✗ Update cancelled.\n', exitCode: 1 });
  });

  describe('in a checkout', () => {
    async function started(prepare: (hermes: HermesInstall) => void) {
      const root = mkdtempSync(join(rig.folder, 'checkout "'));
      const hermes = installHermes(root, '0.19', '0.22.5');
      prepare(hermes);
      expect(await start({ checkout: hermes.checkout, root })).toEqual(done);
      follow();
      await ended();
      return hermes;
    }

    const program = ({ checkout }: HermesInstall, script: string) =>
      writeFileSync(join(checkout, 'venv/bin/hermes'), `#!/bin/sh\n[ "$4" = --help ] && exit\n${script}\n`);
    const BEFORE = `refs/hermes-tray/${ID}-before`;

    it('keeps where HEAD was before Hermes resets a branch that has diverged', async () => {
      let own = '';
      const hermes = await started((install) => {
        install.git('commit', '--quiet', '--allow-empty', '-m', 'Of my own');
        own = install.head();
        install.publish('0.23.0');
        const hook = '.git/hooks/reference-transaction';
        writeFileSync(join(install.checkout, hook), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
        program(install, `rm ${hook}; git fetch --quiet origin && git reset --quiet --hard origin/main`);
      });
      expect(hermes.git('log', '-1', '--format=%s')).toBe('release: 0.23.0');
      expect(hermes.git('rev-parse', BEFORE)).toBe(own);
      expect(rig.logger.lines.join('\n')).not.toContain(BEFORE);
    });

    it('starts where that can’t be kept, and says so', async () => {
      await started((install) => {
        writeFileSync(join(install.checkout, '.git/refs/hermes-tray'), '');
        program(install, 'echo begun');
      });
      expect(states.all.at(-1)).toEqual({ kind: 'ended', output: 'begun\n', exitCode: 0 });
      expect(rig.logger.lines.join('\n')).toMatch(new RegExp(`^warn .*${BEFORE}`, 'm'));
    });
  });

  describe('with a process that it has left running', () => {
    const REST = `setsid sleep infinity > /dev/null 2>&1 & echo $! > "$(dirname "$0")/rest"`;
    const rest = () => Number(readFileSync(join(rig.bin, 'rest'), 'utf8'));
    const isAlive = (pid: number) => existsSync(`/proc/${pid}/exe`);
    const leaving = (script: string) => {
      writeFileSync(join(rig.bin, 'told'), readFileSync(join(rig.bin, 'hermes')), { mode: 0o755 });
      rig.program('hermes', `case "$*" in *--help) ;; *) ${script} ;; esac; exec "$(dirname "$0")/told" "$@"`);
    };

    it('is over at once, leaves it alone, and holds up no other', async () => {
      leaving(REST);
      await start();
      follow();
      await running();
      await called();
      await rig.tell({ exit: 0 });
      expect(await ended()).toMatchObject({ exitCode: 0 });
      expect(readFileSync(join(rig.state, ID, 'update.exit'), 'utf8')).toBe('exited 0 success\n');
      await vi.waitFor(async () => expect(await systemctl('is-active', UNIT).catch(() => 'inactive')).toBe('inactive'));
      expect(await rig.processes.stop(ID, 'update')).toEqual(done);
      expect(isAlive(rest())).toBe(true);
      expect((await systemctl('show', '--value', '-p', 'ControlGroup', UNIT)).endsWith(UNIT)).toBe(true);
      const first = rest();
      expect(await rig.processes.start(rig.spec('20261125T150000-1'))).toEqual(done);
      await vi.waitFor(() => expect(rig.calls()).toHaveLength(2), 10_000);
      expect(isAlive(first)).toBe(true);
    });

    it('is over without its end written down, too', async () => {
      leaving(REST);
      await start();
      follow();
      await running();
      await called();
      // Its last line is printed well before its end, so that no file tells of that.
      const pipe = join(rig.folder, 'afterwards');
      execFileSync('mkfifo', [pipe]);
      writeFileSync(join(rig.state, ID, 'afterwards.sh'), `echo stopping; read -r go < '${pipe}'`);
      await rig.tell({ exit: 0 });
      await until('its last line', (state) => state.kind === 'running' && state.output === 'stopping\n');
      await writeFile(pipe, 'go\n');
      // Sooner than the look after a silence.
      const end = await states.next('its end', ({ kind }) => kind === 'ended', 2_000);
      expect(end).toMatchObject({ exitCode: null });
      expect(isAlive(rest())).toBe(true);
    });

    it.each([
      ['', 'one that goes when it is told to'],
      ['trap "" TERM; ', 'one that does not'],
    ])('ends it with a stop: “%s”, %s', async (trap) => {
      leaving(`(${trap}${REST})`);
      await start();
      follow();
      await running();
      await called();
      const pid = rest();
      expect(isAlive(pid)).toBe(true);
      expect(await rig.processes.stop(ID, 'update')).toEqual(done);
      expect(await ended()).toEqual({ kind: 'ended', output: '✗ Update cancelled.\n', exitCode: 1 });
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 2_000);
    });
  });

  it('says that there is nothing to run', async () => {
    rmSync(join(rig.bin, 'hermes'));
    expect(await start()).toMatchObject({ reason: 'no-program', message: expect.stringContaining(rig.bin) });
    follow();
    await until('that there is none', ({ kind }) => kind === 'absent');
  });

  it('says that the program can’t be run', async () => {
    const plain = await createUpdateProcessRig('plain');
    writeFileSync(join(plain.bin, 'hermes'), '#!/nowhere/python\n', { mode: 0o755 });
    expect(await plain.processes.start(plain.spec(ID))).toMatchObject({
      reason: 'job-failed',
      message: expect.stringContaining(`journalctl --user -u ${UNIT}`),
    });
    await plain.close();
  });

  it('keeps what it does at its end, and where its output goes, when systemd is reloaded', async () => {
    const home = join(rig.root, 'home');
    mkdirSync(home);
    const request = join(home, '.drain_request.json');
    writeFileSync(request, '{"action":"drain","principal":"hermes-tray"}\n');
    await start({ requestedIn: [home] });
    follow();
    await running();
    await systemctl('daemon-reload');
    await rig.tell({ print: 'after\n', exit: 1 });
    expect(await ended()).toEqual({ kind: 'ended', output: 'after\n', exitCode: 1 });
    expect(existsSync(request)).toBe(false);
  });

  it('says that there is no bus, and begins nothing', async () => {
    await rig.proxy.cut();
    await new Promise<void>((resolve) => {
      rig.bus.onStatus(({ kind }) => kind === 'down' && resolve());
    });
    expect(await start()).toMatchObject({ reason: 'disconnected', message: expect.stringContaining('Try again') });
    expect(rig.calls()).toEqual([]);
    await rig.proxy.restore();
  });

  it('says that its folder can’t be made', async () => {
    writeFileSync(join(rig.root, 'state'), 'in the way');
    expect(await start()).toMatchObject({ reason: 'io', message: expect.stringContaining(join(rig.state, ID)) });
    expect(rig.calls()).toEqual([]);
  });

  it('is over without an exit code where the disk takes nothing more', async () => {
    await start();
    follow();
    await running();
    await rig.tell({ print: 'one\n' });
    await until('its line', (state) => state.kind === 'running' && state.output === 'one\n');
    // A folder in its place: not a mode, which would not stop root.
    mkdirSync(join(rig.state, ID, 'update.exit.tmp'));
    await rig.tell({ exit: 0 });
    expect(await ended()).toMatchObject({ exitCode: null, output: 'one\n' });
  });

  it('goes the way back, with everything that it has to be told', async () => {
    const root = mkdtempSync(join(rig.folder, 'way back "'));
    const hermes = installHermes(root, '0.19', '0.22.5');
    const before = hermes.head();
    const after = hermes.publish('0.23.0');
    hermes.git('pull', '--quiet', '--ff-only', 'origin', 'main');
    const backTo = { commit: before, branch: 'main' };
    const spec = rig.spec(ID, { part: 'way-back', checkout: hermes.checkout, root, backTo });
    expect(await rig.processes.start(spec)).toEqual(done);
    rig.processes.follow(ID, 'way-back', states.add);
    expect(await ended()).toMatchObject({ exitCode: 0, output: expect.stringContaining(`✓ Back at ${before}`) });
    expect([hermes.head(), hermes.git('rev-parse', `refs/hermes-tray/${ID}`)]).toEqual([before, after]);
    const unknown = { ...spec, id: '20261125T150000-1', backTo: { commit: 'HEAD', branch: null } };
    expect(await rig.processes.start(unknown)).toMatchObject({ reason: 'no-commit' });
  });

  it('leaves the bus alone while nothing happens', async () => {
    await start();
    follow();
    await running();
    await rig.tell({ print: 'one\n' });
    await until('the silence', (state) => state.kind === 'running' && state.isQuiet);
    await vi.waitFor(async () => {
      const before = rig.proxy.byteCount;
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(rig.proxy.byteCount).toBe(before);
    }, 5_000);
  });
});
