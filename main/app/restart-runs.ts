import type { FlightRecord } from '../core/flight-record';
import { t } from '../core/i18n';
import { afterAction, afterFailedAction, cancelRestart, withdrawal } from '../core/restart-end';
import { openRestarts, resumeRestart } from '../core/restart-resume';
import { type ActiveRestartRun, isUnderWay, type RestartMode, type RestartRun } from '../core/restart-run';
import { isNoAnswer, type RestartAction, type RestartStep } from '../core/restart-step';
import { beginRestart, hurryRestart, stepRestart } from '../core/restart-steps';
import { failure, type Result, success } from '../core/result';
import type { AppState, Gateway } from '../core/state';
import { isUpdating } from '../core/update-run';
import { createHearing } from './hearing';
import type { Clock } from './ports/clock';
import type { DrainRequests } from './ports/drain-requests';
import type { FlightRecorder } from './ports/flight-recorder';
import type { Logger } from './ports/logger';
import type { Systemd } from './ports/systemd';
import { createRestartActions } from './restart-actions';
import type { Store } from './store';

export interface RestartRunsParts {
  readonly store: Store;
  readonly systemd: Systemd;
  readonly drainRequests: DrainRequests;
  readonly recorder: FlightRecorder;
  /** What earlier starts wrote down. */
  readonly records: readonly FlightRecord[];
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface RestartRuns {
  /**
   * Restarts a gateway, or joins the restart that is under way, which a less patient mode hurries on. Ends when that has:
   * it failed with the reason for a person; one that was cancelled is no failure.
   */
  ask(unit: string, mode: RestartMode): Promise<Result<null>>;
  /** Ends a restart as cancelled. What the gateway was asked for already, it does all the same. */
  cancel(unit: string): void;
  /**
   * Before this program ends: takes our drain requests back. A gateway would refuse new work until our next start, which may
   * be days off; that goes on with the wait, and asks anew. Ends when there is none; null where there never was.
   */
  letGo(): Promise<void> | null;
  /** Begins to follow; takes up what an earlier start left. The returned function ends that and cancels nothing. */
  start(): () => void;
}

/** A timer that is so late has slept with the machine. */
const SLEPT_MS = 2_000;
/** How long after a removal of our drain request that failed the next is tried. */
const TIDY_AGAIN_MS = 30_000;

interface Alarm {
  readonly at: number;
  readonly cancel: () => void;
}

/** The restarts of all gateways: one at most for each, driven by what the store learns. */
export function createRestartRuns(parts: RestartRunsParts): RestartRuns {
  const { store, recorder, records, clock, logger } = parts;
  const hearing = createHearing(clock);
  const actions = createRestartActions(parts);
  /** The runs under way as they were last seen: one whose gateway vanishes has to end, too. */
  const followed = new Map<string, ActiveRestartRun>();
  const waiters = new Map<string, ((result: Result<null>) => void)[]>();
  const alarms = new Map<string, Alarm>();
  const left = new Map(openRestarts(records));
  const tidied = new Set<string>();
  /** What cancels the next try, by home. */
  const tidyings = new Map<string, () => void>();
  let isLooking = false;
  let isWantedAgain = false;
  let sleptUntil: number | null = null;

  /** A change that comes of a look is looked at after it: a step must have been taken before the next. */
  function look(): void {
    isWantedAgain = true;
    if (isLooking) return;
    isLooking = true;
    while (isWantedAgain) {
      isWantedAgain = false;
      const state = store.state();
      hearing.follow(state.bus);
      for (const gateway of Object.values(state.gateways)) lookAt(gateway);
      for (const [unit, run] of followed) if (state.gateways[unit] === undefined) vanished(unit, run);
      takeUpVanished(state);
    }
    isLooking = false;
  }

  function lookAt(gateway: Gateway): void {
    const { unit, restart } = gateway;
    takeUp(gateway);
    tidyUp(gateway);
    if (!isUnderWay(restart)) return;
    followed.set(unit, restart);
    noticeSleep(unit);
    const { restartHelpers, resumedAt } = store.state();
    const next = stepRestart(restart, gateway, {
      restartHelpers,
      isHeard: hearing.isHeard(),
      resumedAt: sleptUntil === null ? resumedAt : Math.max(sleptUntil, resumedAt ?? 0),
      now: clock.now(),
    });
    take(unit, restart, hearing.isHeard() ? next : { ...next, wakeAt: hearing.heardAt() });
  }

  /** The actions begin before the state tells of them: whoever hears of it finds them under way. */
  function take(unit: string, before: RestartRun, { run, actions: todo, wakeAt }: RestartStep): void {
    actions.perform(unit, before.startedAt, todo, (action, result) =>
      performed(unit, before.startedAt, action, result),
    );
    wake(unit, isUnderWay(run) ? wakeAt : null);
    if (run === before) return;
    if (!isUnderWay(run)) followed.delete(unit);
    store.dispatch({ kind: 'restart-changed', unit, run, at: clock.now() });
    if (!isUnderWay(run)) ended(unit, run);
  }

  function performed(unit: string, startedAt: number, action: RestartAction, result: Result<null>): void {
    if (action.kind === 'remove-drain-request') removed(action.home, result);
    const gateway = store.state().gateways[unit];
    const run = gateway?.restart ?? null;
    if (gateway === undefined || !isUnderWay(run) || run.startedAt !== startedAt) return;
    if (result.ok) {
      take(unit, run, { run: afterAction(run, action), actions: [], wakeAt: alarms.get(unit)?.at ?? null });
      return;
    }
    if (isNoAnswer(result.reason)) hearing.doubt();
    take(unit, run, afterFailedAction(run, action, result, gateway, clock.now()));
    look();
  }

  // ── time ────────────────────────────────────────────────────────────────────────────────────────────────────────

  function wake(unit: string, at: number | null): void {
    const alarm = alarms.get(unit);
    if (alarm?.at === at) return;
    alarm?.cancel();
    alarms.delete(unit);
    if (at === null) return;
    const cancel = clock.after(Math.max(0, at - clock.now()), () => {
      alarms.delete(unit);
      look();
    });
    alarms.set(unit, { at, cancel });
  }

  /** Timers stand still in a suspend and the clock does not; news may come before that of the suspend's end. */
  function noticeSleep(unit: string): void {
    const alarm = alarms.get(unit);
    if (alarm !== undefined && clock.now() - alarm.at > SLEPT_MS) sleptUntil = clock.now();
  }

  // ── the end ─────────────────────────────────────────────────────────────────────────────────────────────────────

  function ended(unit: string, { phase }: RestartRun): void {
    switch (phase.kind) {
      case 'ready':
        logger.info(`${unit} restarted within ${phase.tookMs} ms (PID ${phase.pid})`);
        recorder.append({ kind: 'restart-ended', unit, outcome: 'ready', tookMs: phase.tookMs, reason: null });
        tell(unit, success(null));
        return;
      case 'cancelled':
        cancelled(unit, CANCEL_REASONS[phase.because]);
        return;
      case 'failed':
        recorder.append({ kind: 'restart-ended', unit, outcome: 'failed', tookMs: null, reason: phase.reason });
        tell(unit, failure('restart-failed', t('restart.didNot', { unit, reason: phase.reason, hint: phase.hint })));
        return;
      default:
        return;
    }
  }

  function cancelled(unit: string, why: (typeof CANCEL_REASONS)[keyof typeof CANCEL_REASONS]): void {
    const reason = why === null ? null : t(why);
    logger.info(`the restart of ${unit} was cancelled${reason === null ? '' : `: ${reason}`}`);
    recorder.append({ kind: 'restart-ended', unit, outcome: 'cancelled', tookMs: null, reason });
    tell(unit, success(null));
  }

  function vanished(unit: string, run: ActiveRestartRun): void {
    followed.delete(unit);
    wake(unit, null);
    actions.perform(unit, run.startedAt, withdrawal(run), () => {});
    const reason = t('restart.over.unitGone');
    recorder.append({ kind: 'restart-ended', unit, outcome: 'failed', tookMs: null, reason });
    tell(unit, failure('restart-failed', t('restart.didNot.gone', { unit })));
  }

  function tell(unit: string, result: Result<null>): void {
    const all = waiters.get(unit) ?? [];
    waiters.delete(unit);
    for (const resolve of all) resolve(result);
  }

  // ── what an earlier start of ours left ──────────────────────────────────────────────────────────────────────────

  function takeUp(gateway: Gateway): void {
    const { unit } = gateway;
    const asked = left.get(unit);
    if (asked === undefined || gateway.home === null || !hearing.isHeard()) return;
    left.delete(unit);
    const resumed = resumeRestart(asked, gateway, clock.now());
    if (resumed.kind === 'over') {
      lost(unit, resumed.reason);
      return;
    }
    logger.info(`the ${asked.mode} restart of ${unit} goes on: ${resumed.run.phase.kind}`);
    store.dispatch({ kind: 'restart-changed', unit, run: resumed.run, at: clock.now() });
    ended(unit, resumed.run);
  }

  function takeUpVanished({ discovered, gateways }: AppState): void {
    if (!discovered) return;
    for (const unit of left.keys()) {
      if (gateways[unit] !== undefined) continue;
      left.delete(unit);
      lost(unit, t('restart.over.noUnit'));
    }
  }

  function lost(unit: string, reason: string): void {
    logger.info(`a restart of ${unit} from before this start is over: ${reason}`);
    recorder.append({ kind: 'restart-ended', unit, outcome: 'failed', tookMs: null, reason });
  }

  /** A drain request that we left lying would keep the gateway from its work for good. Once for each home. */
  function tidyUp({ unit, home }: Gateway): void {
    if (home === null || tidied.has(home.home) || left.has(unit)) return;
    const isNeeded = Object.values(store.state().gateways).some(
      ({ restart }) => isUnderWay(restart) && (restart.requestedIn === home.home || restart.mode === 'when-idle'),
    );
    // An update keeps new work off as well, and takes its request back itself.
    const { update } = store.state();
    if (isNeeded || (isUpdating(update) && update.requestedIn.includes(home.home))) return;
    tidied.add(home.home);
    actions.perform(unit, clock.now(), [{ kind: 'remove-drain-request', home: home.home }], (_action, result) =>
      removed(home.home, result),
    );
  }

  /** A request that could not be removed keeps the gateway from its work: it is tried until it can. */
  function removed(home: string, result: Result<null>): void {
    if (result.ok || result.reason === 'no-home' || tidyings.has(home)) return;
    const cancel = clock.after(TIDY_AGAIN_MS, () => {
      tidyings.delete(home);
      tidied.delete(home);
      look();
    });
    tidyings.set(home, cancel);
  }

  // ── what is asked of it ─────────────────────────────────────────────────────────────────────────────────────────

  function ask(unit: string, mode: RestartMode): Promise<Result<null>> {
    const gateway = store.state().gateways[unit];
    if (gateway === undefined) return Promise.resolve(failure('no-unit', t('permission.noGateway', { unit })));
    left.delete(unit);
    const before = gateway.restart;
    const now = clock.now();
    const run = isUnderWay(before) ? hurryRestart(before, mode, gateway, now) : beginRestart(gateway, mode, now);
    const end = new Promise<Result<null>>((resolve) => {
      waiters.set(unit, [...(waiters.get(unit) ?? []), resolve]);
    });
    if (run !== before) {
      recorder.append({ kind: 'restart-asked', unit, mode, invocationId: run.from.invocationId });
      store.dispatch({ kind: 'restart-changed', unit, run, at: now });
    }
    return end;
  }

  return {
    ask,
    cancel(unit) {
      const run = store.state().gateways[unit]?.restart ?? null;
      if (isUnderWay(run)) take(unit, run, cancelRestart(run, clock.now()));
    },
    letGo() {
      const requested = [...followed].filter(([, { requestedIn }]) => requestedIn !== null);
      if (requested.length === 0) return null;
      const ends = requested.map(([unit, run]) => {
        logger.info(`the restart of ${unit} waits until hermes-tray runs again; the gateway takes new work until then`);
        return new Promise<void>((resolve) => actions.perform(unit, run.startedAt, withdrawal(run), () => resolve()));
      });
      return Promise.all(ends).then(() => undefined);
    },
    start() {
      const unsubscribe = store.subscribe(look);
      look();
      return () => {
        unsubscribe();
        for (const unit of [...alarms.keys()]) wake(unit, null);
        for (const cancel of tidyings.values()) cancel();
        for (const unit of [...waiters.keys()]) {
          tell(unit, failure('quitting', t('restart.outlivesUs', { unit })));
        }
      };
    },
  };
}

/** For the flight recorder, from which the timeline reads it. */
const CANCEL_REASONS = { asked: null, stopped: 'restart.over.stopped', replaced: 'restart.over.replaced' } as const;
