import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UpdateRun } from '../../main/core/update-run';
import { until } from '../desktop/lib/until.mjs';
import { press } from '../desktop/notifications';
import type { TrayItem } from '../desktop/tray-item';
import type { HermesInstall, UpdatePlan } from '../hermes-cli/install';
import type { AppUnderTest } from './app-under-test';
import type { GatewayOptions, GatewayUnderTest } from './gateway-under-test';
import { setScene } from './scene';

// Updates of a real checkout, by a process of the real systemd, with the gateways restarted at its end.

const scene = setScene();
/** An update with its restarts takes seconds; on a machine that has much else to do, more. */
const SLOW = { deadlineMs: 60_000 };
const SUBJECTS = ['fix: Keep the session', 'feat: Answer sooner', 'release: 0.23.3'];

interface UpdateScene {
  readonly gateway: GatewayUnderTest;
  readonly hermes: HermesInstall;
  /** What HEAD was. */
  readonly old: string;
  readonly latest: string;
}

/** A gateway on 0.22.5 whose checkout has fetched 0.23.3, three commits on. */
async function withUpdate(
  options: GatewayOptions & { readonly plan?: Partial<UpdatePlan>; readonly isBroken?: boolean } = {},
): Promise<UpdateScene> {
  const { plan = {}, isBroken = false, ...of } = options;
  const gateway = await scene.gateway({ version: '0.21', restartSec: 0.3, ...of, release: '0.22.5' });
  const { hermes } = gateway;
  if (hermes === null) throw new Error('the gateway has no checkout');
  const old = hermes.head();
  const latest = hermes.publish('0.23.3', { subjects: SUBJECTS, isBroken });
  hermes.git('fetch', '--quiet');
  hermes.plan(plan);
  return { gateway, hermes, old, latest };
}

/** The app with its item, once it offers the update. */
async function offered(environment: NodeJS.ProcessEnv = {}): Promise<{ app: AppUnderTest; item: TrayItem }> {
  const app = await scene.app({ environment });
  const item = await scene.trayItem();
  await item.waitForLabel('Update and restart (0.22.5 → 0.23.3)');
  await item.waitForLabel('● Running · healthy');
  return { app, item };
}

/** The settings of an app that goes back without asking. */
function rollingBack(): NodeJS.ProcessEnv {
  const config = mkdtempSync(join(homedir(), 'config-'));
  mkdirSync(join(config, 'hermes-tray'));
  writeFileSync(join(config, 'hermes-tray', 'settings.json'), '{ "rollBack": "automatic" }');
  return { XDG_CONFIG_HOME: config };
}

/** The latest run as it is written down; null before there is one. */
function written(app: AppUnderTest): UpdateRun | null {
  const folder = join(app.folder, 'state', 'hermes-tray', 'updates');
  if (!existsSync(folder)) return null;
  const latest = readdirSync(folder).sort().at(-1);
  return latest === undefined ? null : JSON.parse(readFileSync(join(folder, latest, 'run.json'), 'utf8'));
}

async function reaches(app: AppUnderTest, ...kinds: readonly UpdateRun['phase']['kind'][]): Promise<UpdateRun> {
  return until(
    `the update to be ${kinds.join(' or ')} (it is ${written(app)?.phase.kind})`,
    () => {
      const run = written(app);
      return run !== null && kinds.includes(run.phase.kind) ? run : null;
    },
    SLOW,
  );
}

function stateOf({ home }: GatewayUnderTest): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(home, 'gateway_state.json'), 'utf8'));
}

async function runsOn(gateway: GatewayUnderTest, commit: string): Promise<void> {
  await until(
    `the gateway to run ${commit}`,
    async () => {
      const state = stateOf(gateway);
      return state.code_sha === commit && state.gateway_state === 'running' && state.pid === (await gateway.mainPid());
    },
    SLOW,
  );
}

function updates(hermes: HermesInstall): number {
  return hermes.calls().filter(({ args }) => args.includes('update') && !args.includes('--help')).length;
}

describe('an update', () => {
  it.each(['0.11', '0.19', '0.21'] as const)(
    'of Hermes %s ends on the new code, with the gateway as it was',
    async (version) => {
      const { gateway, hermes, latest } = await withUpdate({ version });
      const before = await gateway.mainPid();
      const notifications = await scene.notifications();
      const { app, item } = await offered();
      await item.press('Update and restart (0.22.5 → 0.23.3)');
      if (version === '0.11') {
        // It does not tell how many agents it would cut, and the person has to know.
        await item.waitForLabel(/^Go on/);
        await item.press(/^Go on/);
      }
      const run = await reaches(app, 'done');
      expect(run).toMatchObject({ codeAfter: { commit: latest, version: '0.23.3' } });
      expect(hermes.head()).toBe(latest);
      expect(await gateway.mainPid()).not.toBe(before);
      if (version === '0.21') await runsOn(gateway, latest);
      const [call] = hermes.calls().filter(({ args }) => args.includes('update') && !args.includes('--help'));
      expect(call?.args).toEqual(['-p', 'default', 'update', ...(version === '0.11' ? [] : ['--yes'])]);
      expect(call?.env).toMatchObject({ LANG: 'C.UTF-8', NO_COLOR: '1' });
      await item.waitForLabel('● Running · healthy', SLOW);
      const told = await notifications.waitFor(({ title }) => title === 'Updated to 0.23.3', 'the end');
      expect(told.actions.map(({ label }) => label)).toEqual(['What’s new', 'Roll back']);
      await notifications.catchUp();
      expect(notifications.sent.filter(({ urgency }) => urgency === 'critical')).toEqual([]);
      expect(existsSync(join(gateway.home, '.drain_request.json'))).toBe(false);
    },
    90_000,
  );

  it('waits for the agents at work', async () => {
    const { gateway, hermes, latest } = await withUpdate();
    const { app, item } = await offered();
    await gateway.simulator.setAgents(1);
    await item.waitForLabel(/1 agent$/);
    await item.press(/^Update and restart/);
    await reaches(app, 'draining');
    await until('the drain request', () => existsSync(join(gateway.home, '.drain_request.json')));
    expect(updates(hermes)).toBe(0);
    await gateway.simulator.finishAgent();
    await reaches(app, 'done');
    await runsOn(gateway, latest);
  });

  it('is one, however often it is asked for', async () => {
    const { hermes } = await withUpdate({ plan: { holds: ['fetching'] } });
    const { app, item } = await offered();
    const entry = await item.waitForLabel(/^Update and restart/);
    await Promise.all([item.sendClick(entry.id), item.sendClick(entry.id)]);
    await reaches(app, 'updating');
    hermes.go('fetching');
    await reaches(app, 'done');
    expect(updates(hermes)).toBe(1);
  });

  it('takes both profiles to the new code, the one that Hermes left out by our own drain', async () => {
    const { gateway, latest } = await withUpdate({ plan: { skips: ['hermes-gateway-coder.service'] } });
    const coder = await scene.gateway({ version: '0.21', restartSec: 0.3, profile: 'coder', root: gateway.root });
    const { app, item } = await offered();
    await until('the second to be known', async () => (await item.labels()).join().includes('coder'));
    await item.press(/^Update and restart/);
    await reaches(app, 'done');
    await runsOn(gateway, latest);
    await runsOn(coder, latest);
  });

  it('is over where there is nothing to update', async () => {
    const { gateway, hermes, old } = await withUpdate();
    const { app, item } = await offered();
    const pid = await gateway.mainPid();
    hermes.git('push', '--quiet', '--force', 'origin', `${old}:refs/heads/main`);
    await item.press(/^Update and restart/);
    const run = await reaches(app, 'done');
    expect(run.phase).toMatchObject({ wasCurrent: true });
    expect(await gateway.mainPid()).toBe(pid);
  });
});

describe('an update that fails', () => {
  it.each([
    ['refused', 'Hermes refused: Another hermes update is in progress'],
    ['network', 'Network error'],
    ['syntax', 'did not even parse'],
  ] as const)('by %s changes nothing, and says why', async (fails, why) => {
    const { gateway, hermes, old } = await withUpdate({ plan: { fails } });
    const pid = await gateway.mainPid();
    const notifications = await scene.notifications();
    const { app, item } = await offered();
    await item.press(/^Update and restart/);
    const run = await reaches(app, 'failed');
    expect(run.phase).toMatchObject({ canRollBack: false });
    const told = await notifications.waitFor(({ urgency }) => urgency === 'critical', 'the failure');
    expect(told.body).toContain(why);
    expect(hermes.head()).toBe(old);
    expect(await gateway.mainPid()).toBe(pid);
    await item.waitForLabel('● Running · healthy', SLOW);
    expect(existsSync(join(gateway.home, '.drain_request.json'))).toBe(false);
  });

  it('half-way through its dependencies offers the way back, which loses nothing of the person’s', async () => {
    const { gateway, hermes, old } = await withUpdate({ plan: { fails: 'dependencies' } });
    const notifications = await scene.notifications();
    const { app, item } = await offered();
    await item.press(/^Update and restart/);
    const failed = await reaches(app, 'failed');
    expect(failed.phase).toMatchObject({ canRollBack: true, failure: { step: 'python' } });
    const told = await notifications.waitFor(({ urgency }) => urgency === 'critical', 'the failure');
    writeFileSync(join(hermes.checkout, 'notes.txt'), 'mine');
    await press(told.id, told.actions.find(({ label }) => label === 'Roll back')?.key ?? '');
    await reaches(app, 'rolled-back');
    expect(hermes.head()).toBe(old);
    await runsOn(gateway, old);
    expect(hermes.git('stash', 'list')).toContain('hermes-tray');
    expect(hermes.git('stash', 'show', '--include-untracked', '--name-only', 'stash@{0}')).toContain('notes.txt');
    expect(hermes.git('for-each-ref', 'refs/hermes-tray')).not.toBe('');
    expect(hermes.calls().map(({ args }) => args.join(' '))).toContain('-m pip install -e .[all]');
    await item.waitForLabel('● Running · healthy', SLOW);
  });

  it('after which the gateway does not come back is taken back, where the setting says so', async () => {
    const { gateway, hermes, old } = await withUpdate({ isBroken: true });
    const notifications = await scene.notifications();
    const { app, item } = await offered(rollingBack());
    await item.press(/^Update and restart/);
    await reaches(app, 'rolling-back');
    const run = await reaches(app, 'rolled-back');
    expect(run.phase).toMatchObject({ because: { in: expect.stringMatching(/restarting|verifying/) } });
    expect(hermes.head()).toBe(old);
    await runsOn(gateway, old);
    await item.waitForLabel('● Running · healthy', SLOW);
    await notifications.catchUp();
    expect(notifications.standing().filter(({ urgency }) => urgency === 'critical')).toEqual([]);
  }, 120_000);

  it('on a disk that fills says so, leaves the gateway at work, and goes back', async () => {
    const { gateway, hermes, old } = await withUpdate({ plan: { fails: 'disk' } });
    const pid = await gateway.mainPid();
    const notifications = await scene.notifications();
    const { app, item } = await offered();
    await item.press(/^Update and restart/);
    await reaches(app, 'failed');
    const told = await notifications.waitFor(({ urgency }) => urgency === 'critical', 'the failure');
    expect(told.body).toContain('ENOSPC: no space left on device');
    expect(await gateway.mainPid()).toBe(pid);
    await press(told.id, told.actions.find(({ label }) => label === 'Roll back')?.key ?? '');
    await reaches(app, 'rolled-back');
    expect(hermes.head()).toBe(old);
    await runsOn(gateway, old);
  });

  it('to be written down does not begin, and says so', async () => {
    const { gateway, hermes, old } = await withUpdate();
    const notifications = await scene.notifications();
    const { app, item } = await offered();
    const state = join(app.folder, 'state', 'hermes-tray');
    rmSync(join(state, 'updates'), { recursive: true, force: true });
    writeFileSync(join(state, 'updates'), 'no folder');
    await item.press(/^Update and restart/);
    const told = await notifications.waitFor(({ urgency }) => urgency === 'critical', 'the failure');
    expect(told.body).toMatch(/updates\/\S+ could not be written|could not be written.*updates/);
    expect(updates(hermes)).toBe(0);
    expect(hermes.head()).toBe(old);
    expect(existsSync(join(gateway.home, '.drain_request.json'))).toBe(false);
  });

  it('because nobody can answer what it asks says so, and is ended by Cancel', async () => {
    const { gateway, hermes } = await withUpdate({ plan: { fails: 'prompt' } });
    const { app, item } = await offered();
    await item.press(/^Update and restart/);
    await item.waitForLabel(/Would you like to configure new options now\?/, SLOW);
    await item.press(/^Cancel/);
    const run = await reaches(app, 'failed');
    expect(run.phase).toMatchObject({ canRollBack: true });
    expect(hermes.head()).not.toBe('');
    expect(await gateway.show('ActiveState')).toBe('active');
  });
});

describe('an app that is killed', () => {
  interface Moment {
    readonly in: UpdateRun['phase']['kind'];
    readonly plan?: Partial<UpdatePlan>;
    readonly environment?: NodeJS.ProcessEnv;
    /** Brings it to the moment, once the update was asked for. */
    readonly come?: (scene: UpdateScene) => Promise<void> | void;
    /** Lets it go on, once the app runs again. */
    readonly go?: (scene: UpdateScene) => Promise<void> | void;
    readonly before?: (scene: UpdateScene) => Promise<void> | void;
    readonly ends: UpdateRun['phase']['kind'];
    readonly isOld?: boolean;
  }

  const moments: readonly Moment[] = [
    {
      in: 'pre-flight',
      before: ({ hermes }) => writeFileSync(join(hermes.checkout, 'notes.txt'), 'mine'),
      ends: 'cancelled',
      isOld: true,
    },
    {
      in: 'draining',
      before: async ({ gateway }) => gateway.simulator.setAgents(1),
      ends: 'cancelled',
      isOld: true,
    },
    {
      in: 'updating',
      plan: { holds: ['python'] },
      come: ({ hermes }) => until('hermes update', () => updates(hermes) === 1, SLOW).then(() => {}),
      go: ({ hermes }) => hermes.go('python'),
      ends: 'done',
    },
    {
      in: 'restarting',
      plan: { holds: ['complete'], skips: ['hermes-gateway.service'] },
      come: async ({ gateway, hermes }) => {
        await until('hermes update', () => updates(hermes) === 1, SLOW);
        await until('the drain request to be gone', () => !existsSync(join(gateway.home, '.drain_request.json')), SLOW);
        await until('new work to be taken', () => stateOf(gateway).gateway_state === 'running');
        await gateway.simulator.setAgents(1);
        await until('the agent', () => stateOf(gateway).active_agents === 1);
        hermes.go('complete');
      },
      go: async ({ gateway }) => gateway.simulator.finishAgent(),
      ends: 'done',
    },
    {
      in: 'verifying',
      plan: { holds: ['complete'] },
      come: async ({ gateway, hermes }) => {
        await gateway.simulator.failNextStarts('port-in-use', 1);
        hermes.go('complete');
      },
      go: async ({ gateway }) => gateway.simulator.platform('api_server', { state: 'connected' }),
      ends: 'done',
    },
    {
      in: 'rolling-back',
      plan: { fails: 'dependencies' },
      environment: {},
      ends: 'rolled-back',
      isOld: true,
    },
  ];

  it.each(moments)(
    'in $in finds the update again, and ends it right',
    async (moment) => {
      const made = await withUpdate(moment.plan === undefined ? {} : { plan: moment.plan });
      const { gateway, hermes, old, latest } = made;
      const { app, item } = await offered(moment.in === 'rolling-back' ? rollingBack() : {});
      await moment.before?.(made);
      if (moment.in === 'draining') await item.waitForLabel(/1 agent$/);
      await item.press(/^Update and restart/);
      await moment.come?.(made);
      await reaches(app, moment.in);
      app.child.kill('SIGKILL');
      await app.ended;
      item.close();
      const again = await scene.app({ environment: app.environment });
      const later = await scene.trayItem();
      await moment.go?.(made);
      await reaches(app, moment.ends);
      await later.waitForLabel(/^● Running/, SLOW);
      if (moment.in === 'draining') await gateway.simulator.finishAgent();
      expect(hermes.head()).toBe(moment.isOld === true ? old : latest);
      await runsOn(gateway, moment.isOld === true ? old : latest);
      expect(updates(hermes)).toBeLessThanOrEqual(1);
      await until('no drain request', () => !existsSync(join(gateway.home, '.drain_request.json')));
      expect(again.log()).not.toContain('threw');
    },
    120_000,
  );
});
