import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Systemd } from '../../main/app/ports/systemd';
import type { BusStatus } from '../../main/core/bus-status';
import type { UnitFacts } from '../../main/core/unit-facts';
import { createAnnouncements } from './announcements';

/**
 * `steady` runs until it is told to stop. `revived` too, and systemd restarts it after a second; `patient`, after a minute;
 * `limited` is one that has one start a minute. `slow` takes two seconds to stop. `flapping` exits with 1, and systemd gives it three starts. `unstartable` fails
 * before it runs. `gateway` exits with 75 on SIGUSR1 and with 78 on SIGUSR2, ignores SIGHUP, and its unit says of exits
 * what Hermes 0.21's says.
 */
export type UnitKind =
  | 'steady'
  | 'revived'
  | 'patient'
  | 'limited'
  | 'slow'
  | 'flapping'
  | 'unstartable'
  | 'gateway'
  | 'masked'
  | 'bad-setting';

/** What a suite needs to do to the world behind a Systemd. */
export interface SystemdDriver {
  readonly systemd: Systemd;
  /** Writes a unit's file and reloads. */
  create(unit: string, kind: UnitKind): Promise<void>;
  /** Writes the file anew, with this variable in its environment, and does not reload. */
  rewrite(unit: string, kind: UnitKind, variable: string): Promise<void>;
  /** Deletes the file and reloads. */
  remove(unit: string): Promise<void>;
  /** Kills the main process. */
  kill(unit: string, signal: 'KILL' | 'TERM'): Promise<void>;
  /** As somebody else, by `systemctl --user`. Does not wait for the job's end. */
  systemctl(verb: 'start' | 'stop' | 'restart', unit: string): Promise<void>;
  daemonReload(): Promise<void>;
  daemonReexec(): Promise<void>;
  cutBus(): Promise<void>;
  /** Nothing comes through to systemd, and nothing back. */
  freezeBus(): Promise<void>;
  /** Ends a cut or a freeze. */
  restoreBus(): Promise<void>;
  close(): Promise<void>;
}

export function systemdContract(name: string, createDriver: () => Promise<SystemdDriver>): void {
  describe(name, () => {
    let driver: SystemdDriver;
    let systemd: Systemd;
    let unit: string;
    let world: ReturnType<typeof watch>;
    let count = 0;

    beforeEach(async () => {
      driver = await createDriver();
      systemd = driver.systemd;
      count += 1;
      unit = `hermes-gateway-contract${count}.service`;
      world = watch(systemd);
    });
    afterEach(() => driver.close());

    /** Follows a new unit of a kind, from the moment its first facts are there. */
    async function follow(kind: UnitKind): Promise<UnitFacts> {
      await driver.create(unit, kind);
      systemd.follow(unit);
      return world.facts(unit, 'the first facts', () => true);
    }

    async function followRunning(kind: UnitKind): Promise<UnitFacts> {
      await follow(kind);
      expect(await systemd.startUnit(unit)).toEqual({ ok: true, value: null });
      return world.facts(unit, 'that it runs', (facts) => isRunning(facts) && facts.job === null);
    }

    it('connects, says so, and lists the units', async () => {
      await world.bus.next('a connection', isConnected);
      expect(world.bus.all.map(({ kind }) => kind)).toEqual(['connecting', 'connected']);
      await world.lists.next('the list', () => true);
    });

    it('lists a unit that comes and takes one off that goes, and nothing that is no gateway', async () => {
      await driver.create(unit, 'steady');
      await driver.create('hermes-other.service', 'steady');
      await world.lists.next('the new unit', (units) => units.includes(unit));
      await driver.remove('hermes-other.service');
      world.lists.forget();
      await driver.remove(unit);
      await world.lists.next('the end of the unit', (units) => !units.includes(unit));
      expect(world.lists.all.flat()).not.toContain('hermes-other.service');
    });

    it('lists a unit once, however often systemd is reloaded or asked again', async () => {
      await driver.create(unit, 'steady');
      await world.lists.next('the unit', (units) => units.includes(unit));
      const before = world.lists.all.length;
      await driver.daemonReload();
      systemd.resync();
      await follow('steady');
      expect(world.lists.all.slice(before)).toEqual([]);
    });

    it('tells that a unit does not exist, is masked, or has a bad file', async () => {
      systemd.follow(unit);
      const missing = await world.facts(unit, 'the missing unit', () => true);
      expect(missing).toMatchObject({ loadState: 'not-found', activeState: 'inactive', mainPid: 0, invocationId: '' });
      for (const kind of ['masked', 'bad-setting'] as const) {
        await driver.create(unit, kind);
        const facts = await world.facts(unit, kind, ({ loadState }) => loadState === kind);
        expect(facts.activeState).toBe('inactive');
        await driver.remove(unit);
      }
    });

    it('takes a unit in that is made while it is followed', async () => {
      systemd.follow(unit);
      await world.facts(unit, 'the missing unit', ({ loadState }) => loadState === 'not-found');
      await driver.create(unit, 'steady');
      await world.facts(unit, 'the made unit', ({ loadState }) => loadState === 'loaded');
      await world.lists.next('the listed unit', (units) => units.includes(unit));
    });

    it('reads what the unit file says', async () => {
      const facts = await follow('revived');
      expect(facts).toMatchObject({
        loadState: 'loaded',
        activeState: 'inactive',
        subState: 'dead',
        job: null,
        loadError: '',
      });
      expect(facts.fragmentPath).toContain(unit);
      expect(facts.policy).toMatchObject({
        restart: 'always',
        restartDelayMs: 1_000,
        reloadsBySigusr1: true,
        transient: false,
        environment: ['HERMES_HOME=/home/ada/.hermes with space'],
      });
      expect(facts.policy.execStart.length).toBeGreaterThan(0);
      expect(facts.policy.timeoutStopMs).toBeGreaterThan(0);
    });

    it('reads which exits restart it, prevent that, and are a success, and how many starts are too many', async () => {
      expect((await follow('gateway')).policy).toMatchObject({
        restartForceExitStatus: [75],
        restartForceSignals: [],
        restartPreventExitStatus: [78],
        restartPreventSignals: [],
        successExitStatus: [75],
        successSignals: [],
        startLimitIntervalMs: 0,
        startLimitBurst: 5,
        oomPolicy: 'stop',
      });
      await driver.create(unit, 'flapping');
      const facts = await world.facts(unit, 'the limit', ({ policy }) => policy.startLimitBurst === 3);
      expect(facts.policy).toMatchObject({ startLimitIntervalMs: 60_000, restartForceExitStatus: [] });
    });

    it('starts a unit, and has said that it runs when the call ends', async () => {
      await follow('steady');
      expect(await systemd.startUnit(unit)).toEqual({ ok: true, value: null });
      const facts = world.last(unit);
      expect(facts).toMatchObject({ activeState: 'active', subState: 'running', result: 'success' });
      expect(facts?.mainPid).toBeGreaterThan(0);
      expect(facts?.invocationId).toMatch(/^[0-9a-f]{32}$/);
      expect(Math.abs((facts?.execMainStartedAt ?? 0) - Date.now())).toBeLessThan(10_000);
      await world.facts(unit, 'the end of the job', ({ job }) => job === null);
    });

    it('shows the stop that was asked for before it shows the end', async () => {
      const { invocationId } = await followRunning('steady');
      world.forget();
      expect(await systemd.stopUnit(unit)).toEqual({ ok: true, value: null });
      const end = await world.facts(
        unit,
        'the end',
        ({ activeState, job }) => activeState === 'inactive' && job === null,
      );
      expect(end).toMatchObject({ mainPid: 0, result: 'success', invocationId });
      const states = world.since(unit).map(({ subState, job }) => `${subState} ${job?.type ?? '-'}`);
      expect(states).toContain('stop-sigterm stop');
    });

    it('shows the job of somebody else, and its type', async () => {
      await followRunning('slow');
      world.forget();
      await driver.systemctl('stop', unit);
      const stopping = await world.facts(unit, 'the stop', ({ subState }) => subState === 'stop-sigterm');
      expect(stopping.job).toMatchObject({ type: 'stop', isOurs: false });
      await world.facts(unit, 'the end', ({ activeState, job }) => activeState === 'inactive' && job === null);
    });

    it('restarts a unit: another process, another run', async () => {
      const before = await followRunning('steady');
      world.forget();
      expect(await systemd.restartUnit(unit)).toEqual({ ok: true, value: null });
      const after = world.last(unit);
      expect(after).toMatchObject({ activeState: 'active', nRestarts: 0 });
      expect(after?.mainPid).not.toBe(before.mainPid);
      expect(after?.invocationId).not.toBe(before.invocationId);
    });

    it('ends a stop only when the unit has stopped', async () => {
      await followRunning('slow');
      const stop = systemd.stopUnit(unit);
      const stopping = await world.facts(unit, 'the stopping', ({ activeState }) => activeState === 'deactivating');
      expect(stopping.job).toMatchObject({ type: 'stop', isOurs: true });
      expect(await stop).toEqual({ ok: true, value: null });
      expect(world.last(unit)).toMatchObject({ activeState: 'inactive' });
    });

    it('ends a request as a failure that another took the place of', async () => {
      await followRunning('slow');
      const stop = systemd.stopUnit(unit);
      await world.facts(unit, 'the stopping', ({ activeState }) => activeState === 'deactivating');
      const restart = systemd.restartUnit(unit);
      expect(await stop).toMatchObject({ ok: false, reason: 'job-canceled' });
      expect(await restart).toEqual({ ok: true, value: null });
    });

    it('fails a request for a unit that does not exist, is masked or has a bad file, in systemd’s words', async () => {
      await world.bus.next('a connection', isConnected);
      expect(await systemd.startUnit(unit)).toMatchObject({
        ok: false,
        reason: 'org.freedesktop.systemd1.NoSuchUnit',
        message: expect.stringContaining(`Unit ${unit} not found`),
      });
      await driver.create(unit, 'masked');
      expect(await systemd.startUnit(unit)).toMatchObject({ ok: false, reason: 'org.freedesktop.systemd1.UnitMasked' });
      await driver.remove(unit);
      await driver.create(unit, 'bad-setting');
      expect(await systemd.restartUnit(unit)).toMatchObject({
        ok: false,
        reason: 'org.freedesktop.systemd1.BadUnitSetting',
      });
    });

    it('fails a start that fails', async () => {
      await follow('unstartable');
      const result = await systemd.startUnit(unit);
      expect(result).toMatchObject({ ok: false, reason: 'job-failed', message: expect.stringContaining(unit) });
      await world.facts(unit, 'the failure', ({ activeState }) => activeState === 'failed');
    });

    it('tells how a killed process ended, and of the run that systemd starts after it', async () => {
      const before = await followRunning('revived');
      world.forget();
      await driver.kill(unit, 'KILL');
      const waiting = await world.facts(unit, 'the wait', ({ subState }) => subState === 'auto-restart');
      expect(waiting).toMatchObject({
        activeState: 'activating',
        mainPid: 0,
        result: 'signal',
        execMainCode: 2,
        execMainStatus: 9,
        nRestarts: 0,
        job: null,
        invocationId: before.invocationId,
      });
      expect(waiting.execMainExitedAt).toBeGreaterThanOrEqual(waiting.execMainStartedAt ?? Number.POSITIVE_INFINITY);
      const after = await world.facts(unit, 'the next run', isRunning);
      expect(after).toMatchObject({ nRestarts: 1, execMainExitedAt: null });
      expect(after.invocationId).not.toBe(before.invocationId);
      expect(after.mainPid).not.toBe(before.mainPid);
      expect((after.stateChangedAt ?? 0) - (waiting.stateChangedAt ?? 0)).toBeGreaterThan(900);
      expect(world.since(unit).map(({ subState }) => subState)).not.toContain('stop-sigterm');
    });

    it('leaves a unit dead that a clean end is the end of', async () => {
      await followRunning('steady');
      world.forget();
      await driver.kill(unit, 'TERM');
      const end = await world.facts(unit, 'the end', ({ activeState }) => activeState === 'inactive');
      expect(end).toMatchObject({ result: 'success', execMainStatus: 15 });
      expect(world.since(unit).map(({ subState }) => subState)).not.toContain('stop-sigterm');
    });

    it('sends a signal to the main process, which ends as it will; systemd revives it after an exit that forces it', async () => {
      const before = await followRunning('gateway');
      world.forget();
      expect(await systemd.signalMain(unit, SIGUSR1)).toEqual({ ok: true, value: null });
      const waiting = await world.facts(unit, 'the wait', ({ subState }) => subState === 'auto-restart');
      expect(waiting).toMatchObject({ result: 'success', execMainCode: 1, execMainStatus: 75, job: null });
      const after = await world.facts(unit, 'the next run', isRunning);
      expect(after.mainPid).not.toBe(before.mainPid);
      expect(world.since(unit).map(({ subState }) => subState)).not.toContain('stop-sigterm');
    });

    it('leaves a unit dead after an exit that prevents the restart', async () => {
      await followRunning('gateway');
      expect(await systemd.signalMain(unit, SIGUSR2)).toEqual({ ok: true, value: null });
      const end = await world.facts(unit, 'the end', ({ activeState }) => activeState === 'failed');
      expect(end).toMatchObject({ subState: 'failed', result: 'exit-code', execMainCode: 1, execMainStatus: 78 });
      expect(await systemd.startUnit(unit)).toEqual({ ok: true, value: null });
      expect(world.since(unit).map(({ subState }) => subState)).not.toContain('auto-restart');
    });

    it('says that a signal was sent, be it ignored, and ends a process that does not know it', async () => {
      const { mainPid } = await followRunning('gateway');
      expect(await systemd.signalMain(unit, SIGHUP)).toEqual({ ok: true, value: null });
      expect(world.last(unit)).toMatchObject({ activeState: 'active', mainPid });
      world.forget();
      expect(await systemd.signalMain(unit, SIGKILL)).toEqual({ ok: true, value: null });
      const end = await world.facts(unit, 'the end', (facts) => facts.mainPid === 0);
      expect(end).toMatchObject({ result: 'signal', execMainCode: 2, execMainStatus: 9 });
    });

    it('fails a signal where there is no process to send it to', async () => {
      await follow('steady');
      expect(await systemd.signalMain(unit, SIGUSR1)).toMatchObject({
        ok: false,
        reason: 'org.freedesktop.systemd1.NoSuchProcess',
        message: expect.stringContaining('No main process to kill'),
      });
    });

    it('restarts at once a unit that waits for its restart', async () => {
      await followRunning('patient');
      await driver.kill(unit, 'KILL');
      await world.facts(unit, 'the wait', ({ subState }) => subState === 'auto-restart');
      world.forget();
      expect(await systemd.restartUnit(unit)).toEqual({ ok: true, value: null });
      expect(world.last(unit)).toMatchObject({ activeState: 'active' });
    });

    it('stops a unit that waits for its restart', async () => {
      await followRunning('patient');
      await driver.kill(unit, 'KILL');
      await world.facts(unit, 'the wait', ({ subState }) => subState === 'auto-restart');
      expect(await systemd.stopUnit(unit)).toEqual({ ok: true, value: null });
      expect(world.last(unit)).toMatchObject({ activeState: 'inactive' });
    });

    it('tells that systemd gave up, and forgets the failure when asked to', async () => {
      await follow('flapping');
      // Its process starts, so the start itself is done.
      await systemd.startUnit(unit);
      const gaveUp = await world.facts(
        unit,
        'the end',
        ({ activeState, nRestarts, job }) => activeState === 'failed' && nRestarts >= 2 && job === null,
      );
      expect(gaveUp).toMatchObject({ subState: 'failed', mainPid: 0, execMainCode: 1, execMainStatus: 1 });
      expect(await systemd.startUnit(unit)).toMatchObject({ ok: false, reason: 'job-failed' });
      expect(await systemd.resetFailedUnit(unit)).toEqual({ ok: true, value: null });
      await world.facts(
        unit,
        'the reset',
        ({ activeState, result }) => activeState === 'inactive' && result === 'success',
      );
    });

    it('starts a unit out of its wait, its one start being used up, once they are counted anew', async () => {
      await followRunning('limited');
      await driver.kill(unit, 'KILL');
      const wait = await world.facts(unit, 'the wait', ({ subState }) => subState === 'auto-restart');
      expect(await systemd.resetFailedUnit(unit)).toEqual({ ok: true, value: null });
      world.forget();
      expect(await systemd.restartUnit(unit)).toEqual({ ok: true, value: null });
      expect(world.last(unit)).toMatchObject({ activeState: 'active', nRestarts: 0 });
      expect(world.last(unit)?.invocationId).not.toBe(wait.invocationId);
    });

    it('tells what a unit uses, or that it is not counted, and nothing of one that does not run', async () => {
      await follow('steady');
      expect(await systemd.readUsage(unit)).toMatchObject({ ok: true, value: { memoryBytes: null, tasks: null } });
      await systemd.startUnit(unit);
      const usage = await systemd.readUsage(unit);
      if (!usage.ok) throw new Error(usage.message);
      for (const figure of Object.values(usage.value)) expect(figure ?? 1).toBeGreaterThan(0);
      await driver.cutBus();
      await world.bus.next('the loss', ({ kind }) => kind === 'lost');
      expect(await systemd.readUsage(unit)).toMatchObject({ ok: false, reason: 'disconnected' });
    });

    it('takes in what a reload changes', async () => {
      await followRunning('steady');
      await driver.rewrite(unit, 'steady', 'NEW=1');
      world.forget();
      await driver.daemonReload();
      const facts = await world.facts(unit, 'the new environment', ({ policy }) =>
        policy.environment.includes('NEW=1'),
      );
      expect(facts).toMatchObject({ activeState: 'active', needDaemonReload: false });
    });

    it('follows on after a daemon-reexec', async () => {
      const before = await followRunning('revived');
      world.forget();
      await driver.daemonReexec();
      await driver.kill(unit, 'KILL');
      const after = await world.facts(
        unit,
        'the next run',
        (facts) => isRunning(facts) && facts.mainPid !== before.mainPid,
      );
      expect(after.invocationId).not.toBe(before.invocationId);
      expect(world.bus.all.map(({ kind }) => kind)).toEqual(['connecting', 'connected']);
    });

    it('announces nothing when nothing changed', async () => {
      await followRunning('steady');
      world.forget();
      systemd.resync();
      await driver.daemonReload();
      await driver.kill(unit, 'TERM');
      await world.facts(unit, 'the end', ({ activeState }) => activeState === 'inactive');
      expect(world.since(unit).filter(isRunning)).toEqual([]);
    });

    it('follows a unit for as long as any of its followers does', async () => {
      await driver.create(unit, 'steady');
      const [first, second] = [systemd.follow(unit), systemd.follow(unit)];
      await world.facts(unit, 'the first facts', () => true);
      first();
      first();
      expect(await systemd.startUnit(unit)).toMatchObject({ ok: true });
      await world.facts(unit, 'the start', isRunning);
      await world.facts(unit, 'the end of the job', ({ job }) => job === null);
      second();
      world.forget();
      expect(await systemd.stopUnit(unit)).toMatchObject({ ok: true });
      expect(world.since(unit)).toEqual([]);
    });

    it('says that the bus is lost and when it tries again; back on it, tells what happened meanwhile', async () => {
      await followRunning('steady');
      world.forget();
      await driver.cutBus();
      const lost = await world.bus.next('the loss', ({ kind }) => kind === 'lost');
      expect(lost).toMatchObject({
        reason: expect.any(String),
        since: expect.any(Number),
        retryAt: expect.any(Number),
      });
      expect(await systemd.restartUnit(unit)).toMatchObject({ ok: false, reason: 'disconnected' });
      await driver.kill(unit, 'TERM');
      await driver.restoreBus();
      await world.bus.next('the return', isConnected);
      await world.facts(unit, 'what happened', ({ activeState }) => activeState === 'inactive');
      expect(await systemd.startUnit(unit)).toEqual({ ok: true, value: null });
      await world.facts(unit, 'that it hears again', isRunning);
    });

    it('ends a job that it lost sight of as one whose outcome is not known', async () => {
      await followRunning('slow');
      const stop = systemd.stopUnit(unit);
      await world.facts(unit, 'the stopping', ({ activeState }) => activeState === 'deactivating');
      await driver.cutBus();
      expect(await stop).toMatchObject({ ok: false, reason: 'outcome-unknown' });
      await driver.restoreBus();
      await world.facts(unit, 'how it ended', ({ activeState }) => activeState === 'inactive');
    });

    it('says that systemd is silent, and reads everything when it speaks again', async () => {
      await followRunning('steady');
      world.forget();
      await driver.freezeBus();
      systemd.resync();
      const silent = await world.bus.next('the silence', ({ kind }) => kind === 'silent', 15_000);
      expect(silent).toMatchObject({ reason: expect.any(String), since: expect.any(Number) });
      await driver.kill(unit, 'TERM');
      await driver.restoreBus();
      await world.bus.next('the end of the silence', isConnected, 15_000);
      await world.facts(unit, 'what happened', ({ activeState }) => activeState === 'inactive');
    }, 40_000);

    it('announces nothing more once it is closed', async () => {
      await followRunning('steady');
      systemd.close();
      world.forget();
      await driver.kill(unit, 'TERM');
      await driver.cutBus();
      await driver.restoreBus();
      expect(world.since(unit)).toEqual([]);
    });
  });
}

const SIGHUP = 1;
const SIGKILL = 9;
const SIGUSR1 = 10;
const SIGUSR2 = 12;

function isRunning({ activeState, mainPid }: UnitFacts): boolean {
  return activeState === 'active' && mainPid > 0;
}

function isConnected({ kind }: BusStatus): boolean {
  return kind === 'connected';
}

/** Starts a Systemd and keeps what it announces. */
function watch(systemd: Systemd) {
  const bus = createAnnouncements<BusStatus>();
  const lists = createAnnouncements<readonly string[]>();
  const units = createAnnouncements<UnitFacts>();
  let counted = 0;
  systemd.start({ busChanged: bus.add, unitsListed: lists.add, unitChanged: units.add });
  return {
    bus,
    lists,
    facts: (unit: string, what: string, is: (facts: UnitFacts) => boolean) =>
      units.next(`${what} of ${unit}`, (facts) => facts.unit === unit && is(facts)),
    last: (unit: string) => units.all.findLast((facts) => facts.unit === unit),
    /** What was announced of a unit since the last `forget`. */
    since: (unit: string) => units.all.slice(counted).filter((facts) => facts.unit === unit),
    forget() {
      bus.forget();
      lists.forget();
      units.forget();
      counted = units.all.length;
    },
  };
}
