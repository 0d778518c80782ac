import { describe, expect, it, onTestFinished } from 'vitest';
import { followGateways } from '../../../main/app/follow-gateways';
import { createRestartRuns } from '../../../main/app/restart-runs';
import { createStore } from '../../../main/app/store';
import type { GatewayRecord } from '../../../main/core/gateway-record';
import { setLanguage } from '../../../main/core/i18n';
import type { RestartMode } from '../../../main/core/restart-run';
import { failure } from '../../../main/core/result';
import { createFakeClock } from '../../fakes/fake-clock';
import { createFakeDrainRequests } from '../../fakes/fake-drain-requests';
import { createFakeFlightRecorder } from '../../fakes/fake-flight-recorder';
import { createFakeGatewayHomes } from '../../fakes/fake-gateway-homes';
import { createFakeLogger } from '../../fakes/fake-logger';
import { createFakeSystemd } from '../../fakes/fake-systemd';
import type { FakeUnitFile } from '../../fakes/fake-unit-file';
import { home, processFacts, record, UNIT } from '../../fixtures/build';
import { turn } from './rig';

const HOME = '/home/ada/.hermes';
const EXITS_75 = (inMs: number) => ({ 10: { exitsWith: 75, inMs } });

/** A gateway in the unit of a fake systemd, whose files a test writes, and the use case that restarts it. */
async function createScene(file: Partial<FakeUnitFile> = {}) {
  const clock = createFakeClock();
  const logger = createFakeLogger();
  const systemd = createFakeSystemd(clock);
  const homes = createFakeGatewayHomes();
  const drainRequests = createFakeDrainRequests();
  const recorder = createFakeFlightRecorder(clock);
  let store = createStore();
  let stop = () => {};
  let runs = startApp();

  /** A new start of the app over the same systemd, files and records. */
  function startApp() {
    store = createStore();
    const records = [...recorder.records];
    const made = createRestartRuns({ store, systemd, drainRequests, recorder, records, clock, logger });
    const stopRuns = made.start();
    const ignored = { observe() {}, forget() {} };
    // systemd outlives the app, and so does what it is at.
    const lasting = { ...systemd, close() {} };
    const stopFollowing = followGateways({ store, systemd: lasting, homes, runs: ignored, clock, logger });
    stop = () => {
      stopRuns();
      stopFollowing();
    };
    return made;
  }

  async function says(change: Partial<GatewayRecord> = {}): Promise<void> {
    const pid = systemd.facts(UNIT).mainPid;
    const process = processFacts({ pid, startTicks: pid });
    const stateFile = record({ pid, startTicks: pid, codeVersion: '0.21.3', ...change });
    const pidFile = { kind: 'read', value: { pid, startTicks: pid }, writtenAt: clock.now() } as const;
    homes.show(HOME, { home: home(stateFile, { pidFile }), process });
    await turn();
  }

  systemd.define(UNIT, { restartDelayMs: 30_000, ...file });
  await systemd.request('start', UNIT);
  await says();
  return {
    clock,
    logger,
    systemd,
    drainRequests,
    recorder,
    says,
    state: () => store.state(),
    dispatch: (event: Parameters<typeof store.dispatch>[0]) => store.dispatch(event),
    facts: () => systemd.facts(UNIT),
    run: () => store.state().gateways[UNIT]?.restart ?? null,
    ask: (mode: RestartMode) => runs.ask(UNIT, mode),
    cancel: () => runs.cancel(UNIT),
    letGo: () => runs.letGo(),
    stop: () => stop(),
    async startAgain(): Promise<void> {
      stop();
      runs = startApp();
      await turn();
    },
    /** Time passes, and whatever waits for a promise has its turn. */
    async pass(milliseconds: number): Promise<void> {
      clock.advance(milliseconds);
      await turn();
    },
    recorded: () => recorder.records.map(({ at: _at, ...event }) => event),
  };
}

type Scene = Awaited<ReturnType<typeof createScene>>;

async function comesUp(scene: Scene): Promise<void> {
  await scene.pass(300);
  await scene.says({ gatewayState: 'starting' });
  await scene.pass(700);
  await scene.says();
}

/** A drain request takes its time, until the returned function is called. */
function holdWriting({ drainRequests }: Scene): () => void {
  const { write } = drainRequests;
  let go = () => {};
  const isHeld = new Promise<void>((resolve) => {
    go = resolve;
  });
  drainRequests.write = (home) => isHeld.then(() => write(home));
  return go;
}

async function stopped(scene: Scene): Promise<void> {
  await scene.systemd.request('stop', UNIT);
}

async function awayFor(scene: Scene, milliseconds: number): Promise<void> {
  scene.stop();
  await scene.pass(milliseconds);
  await scene.startAgain();
}

describe('a graceful restart', () => {
  it('is one signal and one restart job, and ends when the new process runs', async () => {
    const scene = await createScene({ onSignal: EXITS_75(5000) });
    const oldRun = scene.facts().invocationId;
    const end = scene.ask('graceful');
    await turn();
    await scene.says({ gatewayState: 'draining', restartRequested: true, activeAgents: 1 });
    expect(scene.run()?.phase).toMatchObject({ kind: 'draining', agentsNow: 1 });
    await scene.pass(5000);
    expect(scene.run()?.phase).toMatchObject({ kind: 'starting', pid: scene.facts().mainPid });
    await comesUp(scene);
    expect(await end).toEqual({ ok: true, value: null });
    expect(scene.systemd.requests).toEqual([`signal 10 ${UNIT}`, `restart ${UNIT}`]);
    expect(scene.recorded()).toEqual([
      { kind: 'restart-asked', unit: UNIT, mode: 'graceful', invocationId: oldRun },
      { kind: 'restart-ended', unit: UNIT, outcome: 'ready', tookMs: 6000, reason: null },
    ]);
    expect(scene.state().gateways[UNIT]?.failure).toBeNull();
  });

  it('is joined by a second click', async () => {
    const scene = await createScene({ onSignal: EXITS_75(5000) });
    const ends = [scene.ask('graceful'), scene.ask('graceful')];
    await turn();
    await scene.pass(5000);
    await comesUp(scene);
    expect(await Promise.all(ends)).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect(scene.systemd.requests).toEqual([`signal 10 ${UNIT}`, `restart ${UNIT}`]);
  });

  it('can be cut short', async () => {
    const scene = await createScene({ onSignal: { 10: 'ignores' } });
    const patient = scene.ask('graceful');
    await turn();
    await scene.says({ gatewayState: 'draining', restartRequested: true, activeAgents: 1 });
    const forced = scene.ask('now');
    await turn();
    await comesUp(scene);
    expect(await Promise.all([patient, forced])).toMatchObject([{ ok: true }, { ok: true }]);
    expect(scene.systemd.requests).toEqual([`signal 10 ${UNIT}`, `restart ${UNIT}`]);
  });

  it('fails at its deadline, says why and what to do, and keeps no timer', async () => {
    const scene = await createScene({ onSignal: { 10: 'ignores' } });
    const end = scene.ask('graceful');
    await turn();
    await scene.pass(31 * 60_000 + 15_000);
    const result = await end;
    expect(result).toMatchObject({ ok: false, reason: 'restart-failed' });
    expect(scene.state().gateways[UNIT]?.failure?.message).toMatch(/did not end in time.*journalctl --user -u/);
    expect(scene.recorded().at(-1)).toMatchObject({ kind: 'restart-ended', outcome: 'failed' });
    await scene.pass(60_000);
    expect(scene.clock.pending()).toBe(0);
  });

  it('ends with the stop of another program', async () => {
    const scene = await createScene({ onSignal: { 10: 'ignores' } });
    const end = scene.ask('graceful');
    await turn();
    await scene.systemd.request('stop', UNIT);
    expect(await end).toEqual({ ok: true, value: null });
    expect(scene.run()?.phase).toMatchObject({ kind: 'cancelled', because: 'stopped' });
    expect(scene.state().gateways[UNIT]?.failure).toBeNull();
    expect(scene.recorded().at(-1)).toMatchObject({
      outcome: 'cancelled',
      reason: 'another program stopped the gateway',
    });
    await scene.pass(60_000);
    expect(scene.systemd.requests).toEqual([`signal 10 ${UNIT}`]);
  });

  it('can be given up, without a failure', async () => {
    const scene = await createScene({ onSignal: { 10: 'ignores' } });
    const end = scene.ask('graceful');
    await turn();
    scene.cancel();
    expect(await end).toEqual({ ok: true, value: null });
    expect(scene.run()?.phase.kind).toBe('cancelled');
    expect(scene.state().gateways[UNIT]?.failure).toBeNull();
    expect(scene.clock.pending()).toBe(0);
  });

  it('starts a unit that its policy leaves down', async () => {
    const scene = await createScene({ restart: 'no', restartForceExitStatus: [], onSignal: EXITS_75(100) });
    const end = scene.ask('graceful');
    await scene.pass(100);
    await scene.pass(1000);
    await comesUp(scene);
    expect(await end).toMatchObject({ ok: true });
    expect(scene.systemd.requests).toEqual([`signal 10 ${UNIT}`, `reset-failed ${UNIT}`, `start ${UNIT}`]);
  });

  it('ends when the unit vanishes', async () => {
    const scene = await createScene({ onSignal: { 10: 'ignores' } });
    const end = scene.ask('graceful');
    await turn();
    scene.dispatch({ kind: 'units-listed', units: [] });
    expect(await end).toMatchObject({ ok: false, message: expect.stringContaining('not there any more') });
  });
});

describe('a restart on a bus that gets lost', () => {
  it('decides nothing on old facts, and goes on with the next', async () => {
    const scene = await createScene({ onSignal: EXITS_75(5000) });
    const end = scene.ask('graceful');
    await turn();
    scene.systemd.loseBus();
    await scene.pass(45 * 60_000);
    expect(scene.run()?.phase.kind).toBe('draining');
    // systemd has started it by itself meanwhile.
    scene.systemd.comeBack();
    await turn();
    await scene.says();
    await scene.pass(1000);
    expect(await end).toMatchObject({ ok: true });
    expect(scene.systemd.requests).toEqual([`signal 10 ${UNIT}`]);
  });

  it('asks again for what was not answered and has not been done', async () => {
    const scene = await createScene();
    const { restartUnit } = scene.systemd;
    let unanswered = 0;
    scene.systemd.restartUnit = async (unit) => {
      unanswered += 1;
      return unanswered === 1 ? failure('timeout', 'systemd did not answer') : restartUnit(unit);
    };
    const end = scene.ask('now');
    await scene.pass(500);
    expect(unanswered).toBe(1);
    await scene.pass(600);
    await comesUp(scene);
    expect(await end).toMatchObject({ ok: true });
    expect(unanswered).toBe(2);
  });
});

describe('a restart when idle', () => {
  it('keeps new work off, restarts when the last agent is done, and leaves no request behind', async () => {
    const scene = await createScene({ onSignal: EXITS_75(1000) });
    await scene.says({ activeAgents: 1 });
    const end = scene.ask('when-idle');
    await turn();
    expect(scene.drainRequests.found.get(HOME)).toBe('ours');
    await scene.says({ gatewayState: 'draining', activeAgents: 1 });
    await scene.pass(60_000);
    expect(scene.systemd.requests).toEqual([]);
    await scene.says({ gatewayState: 'draining', activeAgents: 0 });
    expect(scene.systemd.requests).toEqual([`signal 10 ${UNIT}`]);
    expect(scene.drainRequests.found.size).toBe(0);
    await scene.pass(1000);
    await comesUp(scene);
    expect(await end).toMatchObject({ ok: true });
  });

  it('takes the request back when it is cancelled', async () => {
    const scene = await createScene();
    await scene.says({ activeAgents: 1 });
    const end = scene.ask('when-idle');
    await turn();
    scene.cancel();
    await turn();
    expect(await end).toEqual({ ok: true, value: null });
    expect(scene.drainRequests.found.size).toBe(0);
    expect(scene.recorded().at(-1)).toMatchObject({ outcome: 'cancelled' });
  });

  it('takes the request back when the process ends by itself', async () => {
    const scene = await createScene();
    await scene.says({ activeAgents: 1 });
    const end = scene.ask('when-idle');
    await turn();
    scene.systemd.kill(UNIT, 9);
    await scene.pass(100);
    expect(scene.drainRequests.found.size).toBe(0);
    await comesUp(scene);
    expect(await end).toMatchObject({ ok: true });
  });

  it('gives the gateway its work back when the app ends, and goes on at the next start', async () => {
    const scene = await createScene({ onSignal: EXITS_75(1000) });
    await scene.says({ activeAgents: 1 });
    void scene.ask('when-idle');
    await turn();
    expect(scene.drainRequests.found.get(HOME)).toBe('ours');
    await scene.letGo();
    expect(scene.drainRequests.found.size).toBe(0);
    await scene.startAgain();
    expect(scene.run()?.phase.kind).toBe('waiting-for-idle');
    expect(scene.drainRequests.found.get(HOME)).toBe('ours');
  });

  it('sends no SIGUSR1 to a process that came while the request was being written', async () => {
    const scene = await createScene({ restartDelayMs: 100 });
    const written = holdWriting(scene);
    await scene.says({ activeAgents: 1 });
    void scene.ask('when-idle');
    await turn();
    // It has seen some other request meanwhile, and is done.
    await scene.says({ gatewayState: 'draining', activeAgents: 0 });
    expect(scene.run()?.phase.kind).toBe('draining');
    scene.systemd.kill(UNIT, 9);
    await scene.pass(200);
    const { mainPid } = scene.facts();
    written();
    await turn();
    expect(scene.facts().mainPid).toBe(mainPid);
    expect(scene.systemd.requests.filter((one) => one.startsWith('signal'))).toEqual([]);
    await comesUp(scene);
    expect(scene.run()?.phase.kind).toBe('ready');
  });

  it('does nothing any more that waited for the request to be written when it was cancelled', async () => {
    const scene = await createScene();
    const written = holdWriting(scene);
    await scene.says({ activeAgents: 1 });
    void scene.ask('when-idle');
    await turn();
    void scene.ask('now');
    await turn();
    scene.cancel();
    await scene.systemd.request('stop', UNIT);
    written();
    await turn();
    expect(scene.systemd.requests).toEqual([]);
    expect(scene.drainRequests.found.size).toBe(0);
    expect(scene.facts().mainPid).toBe(0);
  });

  it('has nothing to give back where no request was written', async () => {
    const scene = await createScene({ onSignal: { 10: 'ignores' } });
    void scene.ask('graceful');
    await turn();
    expect(scene.letGo()).toBeNull();
  });

  it('says why it cannot wait', async () => {
    const scene = await createScene();
    await scene.says({ activeAgents: 1 });
    scene.drainRequests.found.set(HOME, 'foreign');
    expect(await scene.ask('when-idle')).toMatchObject({
      ok: false,
      message: expect.stringContaining(`${HOME}/.drain_request.json is there already`),
    });
  });

  it('needs no timer while it waits', async () => {
    const scene = await createScene();
    await scene.says({ gatewayState: 'draining', activeAgents: 1 });
    void scene.ask('when-idle');
    await turn();
    expect(scene.run()?.phase.kind).toBe('waiting-for-idle');
    expect(scene.clock.pending()).toBe(0);
  });
});

describe('after a new start of the app', () => {
  it('goes on with a wait, and with its request', async () => {
    const scene = await createScene({ onSignal: EXITS_75(1000) });
    await scene.says({ activeAgents: 1 });
    void scene.ask('when-idle');
    await scene.says({ gatewayState: 'draining', activeAgents: 1 });
    await scene.pass(24 * 3_600_000);
    await scene.startAgain();
    expect(scene.run()?.phase).toMatchObject({ kind: 'waiting-for-idle', agentsNow: 1 });
    expect(scene.drainRequests.found.get(HOME)).toBe('ours');
    await scene.says({ gatewayState: 'draining', activeAgents: 0 });
    await scene.pass(1000);
    await comesUp(scene);
    expect(scene.run()?.phase.kind).toBe('ready');
    expect(scene.drainRequests.found.size).toBe(0);
    expect(scene.recorded().map(({ kind }) => kind)).toEqual(['restart-asked', 'restart-ended']);
  });

  it('goes on with a drain, and does not ask for it again', async () => {
    const scene = await createScene({ onSignal: EXITS_75(60_000) });
    void scene.ask('graceful');
    await turn();
    await scene.says({ gatewayState: 'draining', restartRequested: true, activeAgents: 1 });
    await scene.startAgain();
    expect(scene.run()?.phase.kind).toBe('draining');
    await scene.pass(60_000);
    await comesUp(scene);
    expect(scene.run()?.phase.kind).toBe('ready');
    expect(scene.systemd.requests).toEqual([`signal 10 ${UNIT}`, `restart ${UNIT}`]);
  });

  it('finds a restart that has come to its end without us', async () => {
    const scene = await createScene();
    void scene.ask('now');
    await turn();
    scene.stop();
    await scene.pass(2000);
    await scene.says();
    await scene.startAgain();
    expect(scene.recorded().at(-1)).toMatchObject({ kind: 'restart-ended', outcome: 'ready' });
    expect(scene.run()?.phase.kind).toBe('ready');
  });

  it('removes a request that no restart needs', async () => {
    const scene = await createScene();
    scene.drainRequests.found.set(HOME, 'ours');
    await scene.startAgain();
    expect(scene.drainRequests.found.size).toBe(0);
    expect(scene.recorded()).toEqual([]);
  });

  it('tries again to remove a request that it could not, until it can', async () => {
    const scene = await createScene();
    scene.drainRequests.found.set(HOME, 'ours');
    scene.drainRequests.fail(failure('io', 'the disk is read-only'));
    await scene.startAgain();
    await scene.pass(60_000);
    expect(scene.drainRequests.found.size).toBe(1);
    scene.drainRequests.fail(null);
    await scene.pass(30_000);
    expect(scene.drainRequests.found.size).toBe(0);
    expect(scene.clock.pending()).toBe(0);
  });

  it.each<[string, (scene: Scene) => Promise<void>, string]>([
    ['another program stopped it', (scene) => stopped(scene), 'ein anderes Programm hat das Gateway angehalten'],
    [
      'the unit vanished',
      async (scene) => scene.dispatch({ kind: 'units-listed', units: [] }),
      'die Unit ist nicht mehr da',
    ],
    ['the app was away for hours', (scene) => awayFor(scene, 2 * 3_600_000), 'er wurde vor 2 h verlangt'],
    ['the gateway had not begun', (scene) => awayFor(scene, 1000), 'das Gateway ist nicht dabei'],
  ])('writes down in the person’s language that %s', async (_what, happen, reason) => {
    setLanguage('de');
    onTestFinished(() => setLanguage('en'));
    const scene = await createScene({ onSignal: { 10: 'ignores' } });
    void scene.ask('graceful');
    await turn();
    await happen(scene);
    expect(scene.recorded().at(-1)).toMatchObject({ kind: 'restart-ended', reason });
  });

  it('gives up what was asked for too long ago', async () => {
    const scene = await createScene({ onSignal: { 10: 'ignores' } });
    void scene.ask('graceful');
    await turn();
    scene.stop();
    await scene.pass(2 * 3_600_000);
    await scene.startAgain();
    expect(scene.run()).toBeNull();
    expect(scene.recorded().at(-1)).toMatchObject({
      kind: 'restart-ended',
      outcome: 'failed',
      reason: expect.stringMatching(/^it was asked for .* ago$/),
    });
  });
});

it('cancels nothing when the app ends', async () => {
  const scene = await createScene({ onSignal: { 10: 'ignores' } });
  const end = scene.ask('graceful');
  await turn();
  scene.stop();
  expect(await end).toMatchObject({ ok: false, reason: 'quitting' });
  expect(scene.recorded()).toHaveLength(1);
  expect(scene.run()?.phase.kind).not.toBe('cancelled');
  expect(scene.clock.pending()).toBe(0);
});

it('shows what systemd said of a restart that it refused', async () => {
  const scene = await createScene();
  scene.systemd.failNextJob(UNIT, 'dependency');
  const result = await scene.ask('now');
  expect(result).toMatchObject(failure('restart-failed', expect.stringContaining('systemd could not restart')));
});
