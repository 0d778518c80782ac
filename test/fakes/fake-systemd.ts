import { isListable } from '../../main/adapters/systemd/unit-list';
import type { Clock } from '../../main/app/ports/clock';
import type { Systemd, SystemdListener } from '../../main/app/ports/systemd';
import type { BusStatus } from '../../main/core/bus-status';
import { type Failure, failure, type Result, success } from '../../main/core/result';
import type { UnitFacts } from '../../main/core/unit-facts';
import type { UsageFigures } from '../../main/core/usage';
import { createFakeUnit, type FakeUnit } from './fake-unit';
import type { FakeUnitFile } from './fake-unit-file';

/**
 * A systemd in memory, as the contract suite has found the real one to be. What a test does to a unit is announced at
 * once; what the program asks for takes effect in a microtask, like everything that comes over a bus.
 */
export interface FakeSystemd extends Systemd {
  /** Writes a unit's file, anew or again, and reloads. */
  define(unit: string, file?: Partial<FakeUnitFile>): void;
  /** Deletes a unit's file, and reloads. */
  remove(unit: string): void;
  facts(unit: string): UnitFacts;
  /** Announces facts as they are given, for what no unit here does by itself. */
  change(unit: string, facts: Partial<UnitFacts>): void;
  /** The main process is killed by a signal, from outside. */
  kill(unit: string, signal: number): void;
  /** The main process exits by itself. */
  exit(unit: string, status: number): void;
  /** Somebody else asks for a job, as `systemctl --user` does. */
  request(verb: 'start' | 'stop' | 'restart', unit: string): Promise<Result<null>>;
  /** What its control group uses from now on. */
  use(unit: string, figures: UsageFigures): void;
  /** The next job on the unit ends with this result of systemd's. */
  failNextJob(unit: string, result: string): void;
  loseBus(reason?: string): void;
  /** systemd takes calls and answers none. */
  goSilent(reason?: string): void;
  /** Ends a lost bus or a silence. */
  comeBack(): void;
  /** What the program asked for: `restart hermes-gateway.service`, `signal 10 hermes-gateway.service`. */
  readonly requests: readonly string[];
}

const NOT_COUNTED: UsageFigures = { memoryBytes: null, cpuNanoseconds: null, tasks: null };

export function createFakeSystemd(clock: Clock): FakeSystemd {
  const units = new Map<string, FakeUnit>();
  const followers = new Map<string, number>();
  const announced = new Map<string, string>();
  const requests: string[] = [];
  const calls = new Set<(lost: Failure) => void>();
  const usages = new Map<string, UsageFigures>();
  let bus: BusStatus = { kind: 'connecting' };
  let listener: SystemdListener | null = null;
  let listed: string | null = null;

  function unitOf(name: string): FakeUnit {
    const known = units.get(name);
    if (known !== undefined) return known;
    const made = createFakeUnit(name, clock, () => announce(name));
    units.set(name, made);
    return made;
  }

  function announce(name: string): void {
    const { facts } = unitOf(name);
    const text = JSON.stringify(facts);
    if (bus.kind !== 'connected' || !followers.has(name) || announced.get(name) === text) return;
    announced.set(name, text);
    listener?.unitChanged(facts);
  }

  function list(): void {
    const existing = [...units.values()].filter(({ exists }) => exists).map(({ facts }) => facts.unit);
    const names = existing.filter(isListable).sort();
    const text = names.join();
    if (bus.kind !== 'connected' || listed === text) return;
    listed = text;
    listener?.unitsListed(names);
  }

  function become(next: BusStatus): void {
    bus = next;
    listener?.busChanged(next);
  }

  function connect(): void {
    if (listener === null) return;
    if (bus.kind !== 'connected') become({ kind: 'connected' });
    readAll();
  }

  function readAll(): void {
    list();
    for (const name of followers.keys()) announce(name);
  }

  /** Ends as the call does: by itself, or with the bus. */
  function call<T>(run: () => Promise<Result<T>>): Promise<Result<T>> {
    if (bus.kind === 'silent') return Promise.resolve(failure('timeout', 'systemd did not answer within 5 s'));
    if (bus.kind !== 'connected') return Promise.resolve(failure('disconnected', 'there is no connection to systemd'));
    return new Promise((resolve) => {
      const lose = (lost: Failure) => resolve(lost);
      calls.add(lose);
      void Promise.resolve()
        .then(run)
        .then((result) => {
          calls.delete(lose);
          resolve(result);
        });
    });
  }

  function ask(verb: 'start' | 'stop' | 'restart', name: string): Promise<Result<null>> {
    requests.push(`${verb} ${name}`);
    return call(() => unitOf(name).run(verb, true));
  }

  return {
    requests,

    start(given) {
      listener = given;
      // Who has just come has heard of nothing.
      listed = null;
      announced.clear();
      given.busChanged(bus);
      queueMicrotask(connect);
    },
    follow(name) {
      followers.set(name, (followers.get(name) ?? 0) + 1);
      queueMicrotask(() => announce(name));
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        const left = (followers.get(name) ?? 1) - 1;
        if (left > 0) followers.set(name, left);
        else if (followers.delete(name)) announced.delete(name);
      };
    },
    resync: readAll,
    startUnit: (name) => ask('start', name),
    stopUnit: (name) => ask('stop', name),
    restartUnit: (name) => ask('restart', name),
    resetFailedUnit(name) {
      requests.push(`reset-failed ${name}`);
      return call(async () => {
        unitOf(name).resetFailed();
        return success(null);
      });
    },
    signalMain(name, signal) {
      requests.push(`signal ${signal} ${name}`);
      return call(async () => unitOf(name).signal(signal));
    },
    readUsage: (name) => call(async () => success(usages.get(name) ?? NOT_COUNTED)),
    close() {
      listener = null;
      for (const unit of units.values()) unit.close();
    },

    define(name, file = {}) {
      unitOf(name).define(file);
      readAll();
    },
    remove(name) {
      unitOf(name).remove();
      readAll();
    },
    facts: (name) => unitOf(name).facts,
    change(name, facts) {
      unitOf(name).change(facts);
      list();
    },
    kill: (name, signal) => unitOf(name).end({ code: 2, status: signal }),
    exit: (name, status) => unitOf(name).end({ code: 1, status }),
    request: (verb, name) => unitOf(name).run(verb, false),
    use: (name, figures) => void usages.set(name, figures),
    failNextJob: (name, result) => unitOf(name).failNextJob(result),
    loseBus(reason = 'the bus closed the connection') {
      become({ kind: 'lost', reason, since: clock.now(), retryAt: clock.now() + 250 });
      for (const end of calls) end(failure('outcome-unknown', `it is not known how it ended: ${reason}`));
      calls.clear();
    },
    goSilent(reason = 'Get of org.freedesktop.systemd1 was not answered within 5 s') {
      become({ kind: 'silent', reason, since: clock.now() });
    },
    comeBack: connect,
  };
}
