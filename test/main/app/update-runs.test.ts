import { describe, expect, it } from 'vitest';
import { followGateways } from '../../../main/app/follow-gateways';
import { createRestartRuns } from '../../../main/app/restart-runs';
import { createStore } from '../../../main/app/store';
import { createUpdateRuns } from '../../../main/app/update-runs';
import type { GatewayRecord, PlatformRecord } from '../../../main/core/gateway-record';
import type { Code } from '../../../main/core/installation';
import { failure, success } from '../../../main/core/result';
import { DEFAULT_SETTINGS, NO_NOTES, type RollBackChoice } from '../../../main/core/settings';
import type { UpdateRun } from '../../../main/core/update-run';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeDrainRequests } from '../../fakes/fake-drain-requests';
import { createFakeFlightRecorder } from '../../fakes/fake-flight-recorder';
import { createFakeGatewayHomes } from '../../fakes/fake-gateway-homes';
import { CLEAR, CODE, createFakeInstallations } from '../../fakes/fake-installations';
import { createFakeLogger } from '../../fakes/fake-logger';
import { createFakeSystemd } from '../../fakes/fake-systemd';
import type { FakeUnitFile } from '../../fakes/fake-unit-file';
import { createFakeUpdateFolder } from '../../fakes/fake-update-folder';
import { createFakeUpdateProcesses } from '../../fakes/fake-update-processes';
import { home, platform, processFacts, record, UNIT } from '../../fixtures/build';
import { turn } from './rig';

const HOME = '/home/ada/.hermes';
const CHECKOUT = `${HOME}/hermes-agent`;
const NEW: Code = { commit: 'b'.repeat(40), version: '0.23.3', branch: 'main' };
const TELEGRAM: PlatformRecord = platform('telegram', 'connected');

/** A gateway in the unit of a fake systemd, whose files a test writes, and the use case that updates its Hermes. */
async function createScene(rollBack: RollBackChoice = 'ask', file: Partial<FakeUnitFile> = {}) {
  const clock = createFakeClock();
  const logger = createFakeLogger();
  const systemd = createFakeSystemd(clock);
  const homes = createFakeGatewayHomes();
  const drainRequests = createFakeDrainRequests();
  const recorder = createFakeFlightRecorder(clock);
  const installations = createFakeInstallations();
  const processes = createFakeUpdateProcesses();
  const folder = createFakeUpdateFolder();
  let store = createStore();
  let stop = () => {};
  let runs = await startApp();

  /** A new start of the app over the same systemd, files and records. */
  async function startApp() {
    store = createStore();
    const settings = { ...DEFAULT_SETTINGS, rollBack };
    store.dispatch({ kind: 'settings-changed', settings, notes: NO_NOTES });
    const shared = { store, drainRequests, recorder, clock, logger };
    const restartRuns = createRestartRuns({ ...shared, systemd, records: [...recorder.records] });
    const made = createUpdateRuns({
      ...shared,
      installations,
      processes,
      folder,
      restartRuns,
      checkNow: async () => success(null),
      lookAgain() {},
    });
    const stopRestarts = restartRuns.start();
    const ignored = { observe() {}, forget() {} };
    const lasting = { ...systemd, close() {} };
    const stopFollowing = followGateways({ store, systemd: lasting, homes, runs: ignored, clock, logger });
    const available = { commit: NEW.commit, version: NEW.version, behind: 3, commits: [], checkedAt: clock.now() };
    const installation = { checkout: CHECKOUT, units: [UNIT], method: 'git', code: CODE, available } as const;
    store.dispatch({
      kind: 'installation-changed',
      checkout: CHECKOUT,
      installation: { ...installation, isChecking: false, problem: null },
    });
    await made.start();
    stop = () => {
      made.close();
      stopRestarts();
      stopFollowing();
    };
    return made;
  }

  async function says(change: Partial<GatewayRecord> = {}): Promise<void> {
    const pid = systemd.facts(UNIT).mainPid;
    const process = processFacts({ pid, startTicks: pid });
    const platforms = [{ ...TELEGRAM, updatedAt: clock.now() }];
    const stateFile = record({
      pid,
      startTicks: pid,
      codeVersion: '0.22.5',
      platforms,
      updatedAt: clock.now(),
      ...change,
    });
    const pidFile = { kind: 'read', value: { pid, startTicks: pid }, writtenAt: clock.now() } as const;
    homes.show(HOME, { home: home(stateFile, { pidFile }), process });
    await turn();
  }

  systemd.define(UNIT, { restartDelayMs: 30_000, ...file });
  await systemd.request('start', UNIT);
  await says();
  const scene = {
    clock,
    systemd,
    drainRequests,
    recorder,
    installations,
    processes,
    folder,
    homes,
    says,
    dispatch: (event: Parameters<typeof store.dispatch>[0]) => store.dispatch(event),
    restart: () => store.state().gateways[UNIT]?.restart ?? null,
    stopApp: () => stop(),
    update: () => store.state().update,
    phase: () => store.state().update?.phase,
    past: () => store.state().pastUpdates,
    code: () => store.state().installations[CHECKOUT]?.code,
    async command(kind: 'update' | 'answer-update' | 'hurry-update' | 'cancel-update'): Promise<void> {
      await runs.run(kind === 'update' ? { kind, unit: UNIT } : { kind });
      await turn();
    },
    async rollBack(id: string): Promise<void> {
      await runs.run({ kind: 'roll-back', id });
      await turn();
    },
    letGo: () => runs.letGo(),
    async startAgain(): Promise<void> {
      stop();
      runs = await startApp();
      await turn();
    },
    async pass(milliseconds: number): Promise<void> {
      clock.advance(milliseconds);
      await turn();
    },
    /** What `hermes update` prints next, and how it ends; null while it goes on. */
    async prints(output: string, exitCode: number | null | 'not-yet' = 'not-yet'): Promise<void> {
      const id = store.state().update?.id ?? '';
      const state =
        exitCode === 'not-yet'
          ? ({ kind: 'running', output, isQuiet: false } as const)
          : ({ kind: 'ended', output, exitCode } as const);
      processes.say(`${id}/update`, state);
      await turn();
    },
    async wayBackEnds(output: string, exitCode: number): Promise<void> {
      processes.say(`${store.state().update?.id}/way-back`, { kind: 'ended', output, exitCode });
      await turn();
    },
    /** The gateway's process is followed by one that runs the present code. */
    async restarts(change: Partial<GatewayRecord> = {}): Promise<void> {
      await systemd.request('restart', UNIT);
      await says(change);
    },
  };
  return scene;
}

type Scene = Awaited<ReturnType<typeof createScene>>;

const DONE = '→ Fetching updates...\n→ Updating Python dependencies...\n✓ Update complete!\n';

async function comesToUpdating(scene: Scene): Promise<void> {
  await scene.command('update');
  await scene.says({ gatewayState: 'draining', activeAgents: 0 });
  expect(scene.phase()).toMatchObject({ kind: 'updating', isAsked: true });
}

/** `hermes update` has moved the code. */
async function moves(scene: Scene): Promise<void> {
  scene.installations.is.code = success(NEW);
  await scene.pass(60_000);
}

describe('an update', () => {
  it('holds new work, updates, sees the gateway on the new code with its platforms, and tells what it cost', async () => {
    const scene = await createScene();
    await scene.command('update');
    expect(scene.phase()).toMatchObject({ kind: 'draining', agentsNow: 0 });
    expect(scene.drainRequests.found.get(HOME)).toBe('ours');
    await scene.says({ gatewayState: 'draining' });
    expect(scene.processes.started).toMatchObject([
      { part: 'update', checkout: CHECKOUT, profile: 'default', root: HOME, requestedIn: [HOME], backTo: null },
    ]);
    await scene.prints('→ Fetching updates...\n');
    expect(scene.update()?.output).toMatchObject({ step: 'fetching', lastLine: '→ Fetching updates...' });
    await moves(scene);
    await scene.prints(DONE);
    expect(scene.drainRequests.found.has(HOME)).toBe(false);
    await scene.restarts({ codeVersion: '0.23.3', platforms: [] });
    await scene.prints(`${DONE}✓ Restarted hermes-gateway\n`, 0);
    expect(scene.phase()).toMatchObject({ kind: 'verifying', missing: ['default: telegram not connected'] });
    await scene.says({ codeVersion: '0.23.3' });
    expect(scene.phase()).toMatchObject({ kind: 'done', wasCurrent: false });
    expect(scene.code()).toEqual(NEW);
    expect(scene.recorder.records.findLast(({ kind }) => kind === 'update-ended')).toMatchObject({
      kind: 'update-ended',
      outcome: 'done',
      from: '0.22.5',
      to: '0.23.3',
    });
    expect(scene.past()).toHaveLength(1);
  });

  it('waits for the agents at work, and does not if it is told so', async () => {
    const scene = await createScene();
    await scene.says({ activeAgents: 2 });
    await scene.command('update');
    await scene.says({ gatewayState: 'draining', activeAgents: 2 });
    expect(scene.phase()).toMatchObject({ kind: 'draining', agentsNow: 2 });
    await scene.says({ gatewayState: 'draining', activeAgents: 1 });
    expect(scene.phase()).toMatchObject({ kind: 'draining', agentsNow: 1 });
    expect(scene.processes.started).toEqual([]);
    await scene.command('hurry-update');
    expect(scene.phase()).toMatchObject({ kind: 'updating' });
    expect(scene.processes.started).toHaveLength(1);
  });

  it('restarts a gateway that was left on the old code', async () => {
    const scene = await createScene('ask', { onSignal: { 10: { exitsWith: 75, inMs: 2000 } } });
    await comesToUpdating(scene);
    await moves(scene);
    await scene.prints(`${DONE}⚠ Update incomplete — some gateway units were not restarted:\n`, 1);
    expect(scene.phase()).toMatchObject({ kind: 'restarting', waitsFor: [UNIT] });
    expect(scene.systemd.requests).toContain(`signal 10 ${UNIT}`);
    await scene.pass(2000);
    await scene.says({ codeVersion: '0.23.3' });
    expect(scene.phase()).toMatchObject({ kind: 'done' });
  });

  it('is done where there was nothing to update', async () => {
    const scene = await createScene();
    await comesToUpdating(scene);
    await scene.prints('✓ Already up to date!\n', 0);
    expect(scene.phase()).toMatchObject({ kind: 'done', wasCurrent: true });
    expect(scene.drainRequests.found.has(HOME)).toBe(false);
  });

  it.each([
    [
      'a refusal',
      '✗ Another hermes update is in progress.\n',
      2,
      'Hermes refused: Another hermes update is in progress.',
    ],
    ['no network', '✗ Network error — cannot reach the remote repository.\n', 1, 'Network error'],
    ['what Hermes took back itself', '→ Rolling back to 1234...\n✓ Rollback complete\n', 1, 'did not even parse'],
    ['a kill', '→ Fetching updates...\n', null, 'ended from outside'],
  ])('fails by %s without a way back, since nothing has changed', async (_what, output, exitCode, reason) => {
    const scene = await createScene('automatic');
    await comesToUpdating(scene);
    await scene.prints(output, exitCode);
    expect(scene.phase()).toMatchObject({ kind: 'failed', canRollBack: false });
    expect(JSON.stringify(scene.phase())).toContain(reason);
    expect(scene.processes.started).toHaveLength(1);
  });

  it('is one at a time: it is cancelled before it began, and leaves nothing', async () => {
    const scene = await createScene();
    await scene.says({ activeAgents: 1 });
    await scene.command('update');
    await scene.command('cancel-update');
    expect(scene.phase()).toMatchObject({ kind: 'cancelled', reason: null });
    expect(scene.drainRequests.found.has(HOME)).toBe(false);
    expect(scene.processes.started).toEqual([]);
  });

  it('does not begin where it cannot be written down', async () => {
    const scene = await createScene();
    await scene.says({ activeAgents: 1 });
    await scene.command('update');
    scene.folder.saveResult = failure('disk', 'no space left on device');
    await scene.says({ gatewayState: 'draining', activeAgents: 0 });
    expect(scene.phase()).toMatchObject({ kind: 'failed', failure: { reason: 'no space left on device' } });
    expect(scene.processes.started).toEqual([]);
    expect(scene.drainRequests.found.has(HOME)).toBe(false);
  });

  it('stops the process that waits for an answer', async () => {
    const scene = await createScene();
    await comesToUpdating(scene);
    const id = scene.update()?.id ?? '';
    scene.processes.say(`${id}/update`, {
      kind: 'running',
      output: 'Would you like to configure new options now? [Y/n] ',
      isQuiet: true,
    });
    await turn();
    expect(scene.update()?.output?.question).toContain('Would you like');
    await scene.command('cancel-update');
    expect(scene.processes.stopped).toEqual([`${id}/update`]);
  });
});

describe('the look before an update', () => {
  it('waits with what it found for the person, and goes on when they do', async () => {
    const scene = await createScene();
    scene.installations.is.preFlight = { ...CLEAR, changed: ['run.py'], changedCount: 1, unreachable: 'no route' };
    await scene.command('update');
    expect(scene.phase()).toMatchObject({
      kind: 'pre-flight',
      findings: [{ kind: 'unreachable' }, { kind: 'changed-files', count: 1, detail: 'run.py' }],
    });
    await scene.command('answer-update');
    expect(scene.phase()).toMatchObject({ kind: 'draining' });
  });

  it('goes past another update by nobody’s word', async () => {
    const scene = await createScene();
    scene.installations.is.preFlight = { ...CLEAR, other: { pid: 4711 } };
    await scene.command('update');
    await scene.command('answer-update');
    expect(scene.phase()).toMatchObject({ kind: 'pre-flight', findings: [{ kind: 'other-update', isBlocking: true }] });
    scene.installations.is.preFlight = CLEAR;
    await scene.command('answer-update');
    expect(scene.phase()).toMatchObject({ kind: 'draining' });
  });
});

describe('the way back', () => {
  it('is offered where the code has moved, and taken by a click', async () => {
    const scene = await createScene('ask', { onSignal: { 10: { exitsWith: 75, inMs: 2000 } } });
    await comesToUpdating(scene);
    await moves(scene);
    await scene.prints('→ Updating Python dependencies...\n✗ Python dependency install failed\n', 1);
    expect(scene.phase()).toMatchObject({ kind: 'failed', canRollBack: true, failure: { step: 'python' } });
    const id = scene.update()?.id ?? '';
    await scene.pass(1000);
    await scene.rollBack(id);
    expect(scene.processes.started.at(-1)).toMatchObject({ part: 'way-back', backTo: CODE });
    scene.installations.is.code = success(CODE);
    await scene.wayBackEnds('HEAD is now at aaaa\n', 0);
    // It never ran the new code, and may have loaded some of it.
    expect(scene.phase()).toMatchObject({ kind: 'rolling-back', stage: 'restart' });
    await scene.pass(2000);
    await scene.says();
    expect(scene.phase()).toMatchObject({ kind: 'rolled-back' });
    expect(scene.recorder.records.findLast(({ kind }) => kind === 'update-ended')).toMatchObject({
      kind: 'update-ended',
      outcome: 'rolled-back',
      to: '0.22.5',
    });
  });

  it('is taken at once where the setting says so', async () => {
    const scene = await createScene('automatic');
    await comesToUpdating(scene);
    await moves(scene);
    await scene.prints('✗ Python dependency install failed\n', 1);
    expect(scene.phase()).toMatchObject({ kind: 'rolling-back', stage: 'code', because: { in: 'updating' } });
    expect(scene.processes.started.at(-1)).toMatchObject({ part: 'way-back' });
    await scene.wayBackEnds('error: no space left on device\n', 1);
    expect(scene.phase()).toMatchObject({ kind: 'rollback-failed' });
    expect(JSON.stringify(scene.phase())).toContain(
      `in ${CHECKOUT}: \`git stash -u\`, \`git reset --hard aaaaaaaaaaaa\``,
    );
  });

  it('follows an update after which a platform stays away', async () => {
    const scene = await createScene('automatic');
    await comesToUpdating(scene);
    await moves(scene);
    await scene.restarts({ codeVersion: '0.23.3', platforms: [] });
    await scene.prints(DONE, 0);
    expect(scene.phase()).toMatchObject({ kind: 'verifying' });
    await scene.pass(2 * 60_000);
    expect(scene.phase()).toMatchObject({ kind: 'rolling-back', because: { in: 'verifying' } });
  });
});

describe('a later start of ours', () => {
  it('finds an update under way and ends it right', async () => {
    const scene = await createScene();
    await comesToUpdating(scene);
    await scene.startAgain();
    expect(scene.phase()).toMatchObject({ kind: 'updating', isAsked: true });
    await moves(scene);
    await scene.restarts({ codeVersion: '0.23.3' });
    await scene.prints(DONE, 0);
    expect(scene.phase()).toMatchObject({ kind: 'done' });
    expect(scene.processes.started).toHaveLength(1);
  });

  it('takes one back that had not begun', async () => {
    const scene = await createScene();
    await scene.says({ activeAgents: 1 });
    await scene.command('update');
    expect(scene.drainRequests.found.get(HOME)).toBe('ours');
    await scene.startAgain();
    expect(scene.phase()).toMatchObject({ kind: 'cancelled' });
    expect(scene.drainRequests.found.has(HOME)).toBe(false);
    expect(scene.processes.started).toEqual([]);
  });

  it('takes one back of which systemd knows nothing', async () => {
    const scene = await createScene();
    await comesToUpdating(scene);
    const open: UpdateRun | null = scene.update();
    await scene.startAgain();
    scene.processes.say(`${open?.id}/update`, { kind: 'absent' });
    await turn();
    expect(scene.phase()).toMatchObject({ kind: 'cancelled' });
  });

  it.each(['restarting', 'verifying'] as const)('goes on with %s', async (kind) => {
    const scene = await createScene('ask', { onSignal: { 10: { exitsWith: 75, inMs: 2000 } } });
    await comesToUpdating(scene);
    await moves(scene);
    if (kind === 'verifying') await scene.restarts({ codeVersion: '0.23.3', platforms: [] });
    await scene.prints(DONE, 0);
    expect(scene.phase()).toMatchObject({ kind });
    await scene.startAgain();
    expect(scene.phase()).toMatchObject({ kind });
    await scene.pass(3000);
    await scene.says({ codeVersion: '0.23.3' });
    expect(scene.phase()).toMatchObject({ kind: 'done' });
  });

  it('goes on with a way back', async () => {
    const scene = await createScene('automatic', { onSignal: { 10: { exitsWith: 75, inMs: 0 } } });
    await comesToUpdating(scene);
    await moves(scene);
    await scene.prints('✗ Python dependency install failed\n', 1);
    await scene.startAgain();
    expect(scene.phase()).toMatchObject({ kind: 'rolling-back', stage: 'code' });
    scene.installations.is.code = success(CODE);
    await scene.wayBackEnds('', 0);
    await scene.pass(1000);
    await scene.says();
    expect(scene.phase()).toMatchObject({ kind: 'rolled-back' });
  });

  it('is kept from nothing by our end before it began', async () => {
    const scene = await createScene();
    await scene.says({ activeAgents: 1 });
    await scene.command('update');
    await scene.letGo();
    expect(scene.phase()).toMatchObject({ kind: 'cancelled' });
    expect(scene.drainRequests.found.has(HOME)).toBe(false);
  });
});

describe('what an update must not do', () => {
  const DRAINS = { onSignal: { 10: { exitsWith: 75, inMs: 60 * 60_000 } } } as const;

  async function comesToRestarting(scene: Scene): Promise<void> {
    await comesToUpdating(scene);
    await moves(scene);
    await scene.prints(DONE, 0);
    await scene.says({ gatewayState: 'draining', restartRequested: true, activeAgents: 1 });
    expect(scene.phase()).toMatchObject({ kind: 'restarting' });
  }

  async function isDone(scene: Scene): Promise<string> {
    await comesToUpdating(scene);
    await moves(scene);
    await scene.restarts({ codeVersion: '0.23.3' });
    await scene.prints(DONE, 0);
    expect(scene.phase()).toMatchObject({ kind: 'done' });
    await scene.pass(1000);
    return scene.update()?.id ?? '';
  }

  it.each(['ask', 'automatic'] as const)('takes our own end in its restarts for a failure (%s)', async (rollBack) => {
    const scene = await createScene(rollBack, DRAINS);
    await comesToRestarting(scene);
    void scene.letGo();
    scene.stopApp();
    await turn();
    expect(scene.folder.saved.at(-1)?.phase).toMatchObject({ kind: 'restarting' });
  });

  it('leaves a drain request where its process could not be started', async () => {
    const scene = await createScene();
    scene.processes.startResult = failure('job-failed', 'no program');
    await scene.command('update');
    await scene.says({ gatewayState: 'draining', activeAgents: 0 });
    expect(scene.phase()).toMatchObject({ kind: 'failed', canRollBack: false });
    expect(scene.drainRequests.found.has(HOME)).toBe(false);
  });

  it('counts a suspend as lateness', async () => {
    const scene = await createScene('automatic');
    await comesToUpdating(scene);
    await moves(scene);
    await scene.restarts({ codeVersion: '0.23.3', platforms: [] });
    await scene.prints(DONE, 0);
    scene.clock.sleep(3_600_000);
    scene.dispatch({ kind: 'resumed', at: scene.clock.now() });
    await turn();
    expect(scene.phase()).toMatchObject({ kind: 'verifying' });
    await scene.pass(2 * 60_000);
    expect(scene.phase()).toMatchObject({ kind: 'rolling-back' });
  });

  it('gives up a drain that may last longer', async () => {
    const scene = await createScene('automatic', DRAINS);
    await comesToRestarting(scene);
    await scene.pass(6 * 60_000);
    expect(scene.restart()?.phase).toMatchObject({ kind: 'draining' });
    expect(scene.phase()).toMatchObject({ kind: 'restarting' });
  });

  it('begins while it is not known whether agents are at work', async () => {
    const scene = await createScene();
    await scene.says({ activeAgents: 2 });
    await scene.command('update');
    await scene.says({ gatewayState: 'draining', activeAgents: 2 });
    scene.homes.show(HOME, { home: home(null), process: null });
    await turn();
    expect(scene.phase()).toMatchObject({ kind: 'draining' });
  });

  it('waits for ever for a drain request that cannot be written', async () => {
    const scene = await createScene();
    scene.drainRequests.fail(failure('io', 'read-only file system'));
    await scene.command('update');
    expect(scene.phase()).toMatchObject({ kind: 'draining' });
    await scene.pass(15_000);
    expect(scene.phase()).toMatchObject({ kind: 'updating' });
  });

  it('begins beside another that began while it drained, nor does a way back', async () => {
    const scene = await createScene();
    await scene.says({ activeAgents: 2 });
    await scene.command('update');
    await scene.says({ gatewayState: 'draining', activeAgents: 2 });
    scene.installations.is.preFlight = { ...CLEAR, other: { pid: 4711 } };
    await scene.says({ gatewayState: 'draining', activeAgents: 0 });
    expect(scene.processes.started).toEqual([]);
    expect(scene.phase()).toMatchObject({
      kind: 'failed',
      failure: { reason: 'Another update is under way. PID 4711' },
    });
    expect(scene.drainRequests.found.has(HOME)).toBe(false);
  });

  it('fails for a git that was slow once', async () => {
    const scene = await createScene();
    await comesToUpdating(scene);
    scene.installations.is.code = failure('timeout', 'git did not answer within 5 s');
    await scene.restarts({ codeVersion: '0.23.3' });
    await scene.prints(DONE, 0);
    scene.installations.is.code = success(NEW);
    await scene.pass(5000);
    expect(scene.phase()).toMatchObject({ kind: 'done', wasCurrent: false });
  });

  it('takes a process from before the pull for one of the new code', async () => {
    const scene = await createScene('ask', DRAINS);
    await comesToUpdating(scene);
    await scene.prints('→ Fetching updates...\n');
    await scene.restarts({ codeVersion: null });
    await moves(scene);
    await scene.prints('→ Updating Python dependencies...\n');
    await scene.prints(DONE, 1);
    expect(scene.phase()).toMatchObject({ kind: 'restarting', waitsFor: [UNIT] });
  });

  it('starts, on its way back, a gateway that was stopped since', async () => {
    const scene = await createScene();
    const id = await isDone(scene);
    await scene.systemd.request('stop', UNIT);
    await scene.pass(86_400_000);
    await scene.rollBack(id);
    scene.installations.is.code = success(CODE);
    await scene.wayBackEnds('ok\n', 0);
    expect(scene.phase()).toMatchObject({ kind: 'rolled-back' });
    expect(scene.systemd.facts(UNIT).mainPid).toBe(0);
  });

  it('lets new work in while it runs on over our end', async () => {
    const scene = await createScene();
    await comesToUpdating(scene);
    await scene.prints('→ Updating Python dependencies...\n');
    await scene.startAgain();
    expect(scene.drainRequests.found.has(HOME)).toBe(true);
  });

  it('gets lost when the clock is set back', async () => {
    const scene = await createScene();
    await comesToUpdating(scene);
    await scene.prints('✓ Already up to date!\n', 0);
    scene.clock.advance(-2 * 3_600_000);
    await scene.says({ activeAgents: 0 });
    await comesToUpdating(scene);
    await scene.startAgain();
    expect(scene.phase()).toMatchObject({ kind: 'updating' });
  });
});
