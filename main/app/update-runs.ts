import type { Answer } from '../core/answers';
import { assertNever } from '../core/assert-never';
import { t } from '../core/i18n';
import { type Code, profileOf, profileRoot } from '../core/installation';
import { canSignal } from '../core/restart-facts';
import { failure, type Result, success } from '../core/result';
import type { Gateway } from '../core/state';
import { pastUpdate, type UpdateCommand } from '../core/update-commands';
import { findingText, type PreFlight } from '../core/update-findings';
import type { UpdatePart, UpdateProcessState } from '../core/update-process';
import { updateReceipt } from '../core/update-receipt';
import { type ActiveUpdateRun, hasBegun, isUpdating, type UpdateRun } from '../core/update-run';
import {
  afterCodeUnread,
  afterLook,
  afterRestartFailed,
  afterSnapshot,
  afterStartFailed,
  answerFindings,
  beginUpdate,
  beginWayBack,
  cancelUpdate,
  failBefore,
  resumeUpdate,
  stepUpdate,
  type UpdateAction,
  type UpdateContext,
  type UpdateStepResult,
  withdrawal,
} from '../core/update-steps';
import { createHearing } from './hearing';
import type { Clock } from './ports/clock';
import type { DrainRequests } from './ports/drain-requests';
import type { FlightRecorder } from './ports/flight-recorder';
import type { Installations } from './ports/installations';
import type { Logger } from './ports/logger';
import type { UpdateFolder } from './ports/update-folder';
import type { UpdateProcesses } from './ports/update-process';
import type { RestartRuns } from './restart-runs';
import type { Store } from './store';

export interface UpdateRunsParts {
  readonly store: Store;
  readonly installations: Installations;
  readonly processes: UpdateProcesses;
  readonly folder: UpdateFolder;
  readonly drainRequests: DrainRequests;
  readonly restartRuns: Pick<RestartRuns, 'ask'>;
  readonly recorder: FlightRecorder;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Looks for an update now, and anew at what the checkout holds. */
  readonly checkNow: (checkout: string) => Promise<Result<null>>;
  readonly lookAgain: (checkout: string) => void;
}

export interface UpdateRuns {
  run(command: UpdateCommand): Promise<Result<Answer>>;
  /**
   * Before this program ends: gives up what has changed nothing yet, and sees what is being begun on its way. Ends when that
   * is so; null where nothing is to be done.
   */
  letGo(): Promise<void> | null;
  /** Takes up what an earlier start left, and follows. */
  start(): Promise<void>;
  /** Ends no update: what comes of it from here on is seen by the next start. */
  close(): void;
}

/** A timer that is so late has slept with the machine. */
const SLEPT_MS = 2_000;
/** What failed once may have been in somebody's way. */
const AGAIN_MS = 5_000;
const ATTEMPTS = 3;

interface Alarm {
  readonly at: number;
  readonly cancel: () => void;
}

/** The one update that may be under way: driven by what the store, the process and the clock say. */
export function createUpdateRuns(parts: UpdateRunsParts): UpdateRuns {
  const { store, installations, processes, folder, drainRequests, recorder, clock, logger } = parts;
  const hearing = createHearing(clock);
  /** What was begun in the phase that the run is in. */
  let begun = new Set<string>();
  let process: UpdateProcessState = { kind: 'unknown' };
  let followed: { readonly key: string; readonly stop: () => void } | null = null;
  let alarm: Alarm | null = null;
  /** Until when no deadline ran, because the machine slept or systemd could not be heard. */
  let heldUntil: number | null = null;
  /** Of the process that is being started, which takes a moment. */
  let starting: Promise<void> | null = null;
  let unsubscribe = () => {};
  let isClosed = false;
  let isLooking = false;
  let isWantedAgain = false;

  function look(): void {
    isWantedAgain = true;
    if (isLooking || isClosed) return;
    isLooking = true;
    while (isWantedAgain) {
      isWantedAgain = false;
      hearing.follow(store.state().bus);
      noticeGap();
      const { update } = store.state();
      if (isUpdating(update)) {
        followProcess(update);
        take(update, stepUpdate(update, context(update)));
      }
    }
    isLooking = false;
  }

  /** Timers stand still in a suspend and the clock does not; news may come before that of the suspend's end. */
  function noticeGap(): void {
    const now = clock.now();
    const hasSlept = alarm !== null && now - alarm.at > SLEPT_MS;
    if (hasSlept || !hearing.isHeard()) heldUntil = now;
  }

  function context(run: UpdateRun): UpdateContext {
    const { resumedAt } = store.state();
    return {
      resumedAt: heldUntil === null ? resumedAt : Math.max(heldUntil, resumedAt ?? 0),
      gateways: gatewaysOf(run),
      process,
      isHeard: hearing.isHeard(),
      rollsBack: store.state().settings.rollBack === 'automatic',
      now: clock.now(),
    };
  }

  function gatewaysOf(run: UpdateRun): readonly Gateway[] {
    const { gateways, installations: all } = store.state();
    const units = new Set([
      ...(all[run.checkout]?.units ?? [run.unit]),
      ...(run.snapshot?.gateways ?? []).map(({ unit }) => unit),
    ]);
    return [...units].flatMap((unit) => gateways[unit] ?? []);
  }

  /** Written down before anything of it is done. */
  function take(before: UpdateRun, step: UpdateStepResult): void {
    const { run, actions, wakeAt } = step;
    if (phaseKey(run) !== phaseKey(before)) begun = new Set();
    if (run !== before) {
      if (!isSameButOutput(run, before) && !keep(run, before)) return;
      store.dispatch({ kind: 'update-changed', run });
    }
    wake(isUpdating(run) ? (hearing.isHeard() ? wakeAt : hearing.heardAt()) : null);
    for (const action of actions) perform(run, action);
    if (!isUpdating(run)) ended(run);
  }

  /** Without its file a later start of ours would know nothing of it: then it had better not begin. */
  function keep(run: UpdateRun, before: UpdateRun): boolean {
    const saved = folder.save(run);
    if (saved.ok) return true;
    logger.error(`the update can't be written down: ${saved.message}`);
    if (!isUpdating(before) || hasBegun(before)) return true;
    const failed = failBefore(before, saved.message, clock.now()).run;
    store.dispatch({ kind: 'update-changed', run: failed });
    for (const action of withdrawal(before)) perform(failed, action);
    ended(failed);
    return false;
  }

  // ── actions ─────────────────────────────────────────────────────────────────────────────────────────────────────

  function perform(run: UpdateRun, action: UpdateAction): void {
    const key = actionKey(action);
    if (begun.has(key)) return;
    begun.add(key);
    logger.debug(`update ${run.id}: ${key}`);
    void answer(run, action)
      .catch((error: unknown) => logger.error(`update ${run.id}: ${key} threw: ${String(error)}`))
      .then(look);
  }

  async function answer(run: UpdateRun, action: UpdateAction): Promise<void> {
    switch (action.kind) {
      case 'look':
        return lookBefore(run);
      case 'take-snapshot':
        return takeSnapshot(run);
      case 'write-drain-request': {
        const written = await drainRequests.write(action.home);
        // Somebody else's is as good; without one, the count alone has to do, after a while.
        if (!written.ok) logger.warn(written.message);
        return;
      }
      case 'remove-drain-request': {
        const removed = await drainRequests.remove(action.home);
        if (!removed.ok) logger.warn(removed.message);
        return;
      }
      case 'start-process':
        return startProcess(run, action.part);
      case 'read-code':
        return readCode(run);
      case 'restart':
        return restart(run, action.unit);
      default:
        return assertNever(action);
    }
  }

  function lookAt(run: UpdateRun): Promise<PreFlight> {
    const homes = gatewaysOf(run).flatMap(({ home }) => home?.home ?? []);
    return installations.preFlight(run.checkout, rootOf(run), homes);
  }

  async function lookBefore(run: UpdateRun): Promise<void> {
    const preFlight = await lookAt(run);
    fold(run, (now) => become(afterLook(now, preFlight, gatewaysOf(now), clock.now())));
  }

  async function takeSnapshot(run: UpdateRun): Promise<void> {
    const code = await installations.readCode(run.checkout);
    if (!code.ok) {
      fold(run, (now) => failBefore(now, code.message, clock.now()));
      return;
    }
    const files = gatewaysOf(run).flatMap(({ facts, home }) => [
      ...(facts.fragmentPath === '' ? [] : [facts.fragmentPath]),
      ...(home === null ? [] : [`${home.home}/config.yaml`]),
    ]);
    const kept = await folder.keepCopies(run.id, files);
    if (!kept.ok) logger.warn(kept.message);
    fold(run, (now) => become(afterSnapshot(now, code.value, gatewaysOf(now), clock.now())));
  }

  async function readCode(run: UpdateRun): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const code = await installations.readCode(run.checkout);
      if (code.ok) {
        learn(run.checkout, code.value);
        return fold(run, (now) => become({ ...now, codeAfter: code.value }));
      }
      if (attempt === ATTEMPTS) return fold(run, (now) => afterCodeUnread(now, code.message, clock.now()));
      await pause(AGAIN_MS);
    }
  }

  /** What may be done after an update depends on what the checkout holds: that has to be known by its end. */
  function learn(checkout: string, code: Code): void {
    const known = store.state().installations[checkout];
    if (known === undefined) return;
    const available = known.code?.commit === code.commit ? known.available : null;
    store.dispatch({ kind: 'installation-changed', checkout, installation: { ...known, code, available } });
  }

  function startProcess(run: UpdateRun, part: UpdatePart): Promise<void> {
    const started = begin(run, part).finally(() => {
      starting = null;
    });
    starting = started;
    return started;
  }

  async function begin(run: UpdateRun, part: UpdatePart): Promise<void> {
    const gateway = store.state().gateways[run.unit];
    const home = gateway?.home?.home ?? rootOf(run);
    const { snapshot } = run;
    const other = await otherUpdate(run);
    if (other !== null) {
      fold(run, (now) =>
        part === 'update' ? failBefore(now, other, clock.now()) : afterStartFailed(now, other, clock.now()),
      );
      return;
    }
    const started = await processes.start({
      id: run.id,
      part,
      checkout: run.checkout,
      profile: profileOf(home),
      root: profileRoot(home),
      environment: gateway?.facts.policy.environment ?? [],
      requestedIn: run.requestedIn,
      backTo: part === 'way-back' && snapshot !== null ? snapshot.code : null,
    });
    if (!started.ok) {
      fold(run, (now) => afterStartFailed(now, started.message, clock.now()));
      return;
    }
    begun.add('started');
  }

  /** The look before may be hours old by now, and two at once leave a checkout that nobody can use. */
  async function otherUpdate(run: UpdateRun): Promise<string | null> {
    const { other } = await lookAt(run);
    if (other === null) return null;
    const detail = other.pid === null ? '' : `PID ${other.pid}`;
    return findingText({ kind: 'other-update', isBlocking: true, count: null, detail });
  }

  async function restart(run: UpdateRun, unit: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const gateway = store.state().gateways[unit];
      if (gateway === undefined) return;
      const asked = await parts.restartRuns.ask(unit, canSignal(gateway).ok ? 'graceful' : 'now');
      // We end; it goes on, and so does the next start of ours.
      if (asked.ok || isClosed || asked.reason === 'quitting') return;
      if (attempt === ATTEMPTS - 1) {
        const { rollBack } = store.state().settings;
        return fold(run, (now) => afterRestartFailed(now, asked.message, rollBack === 'automatic', clock.now()));
      }
      await pause(AGAIN_MS);
    }
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => clock.after(milliseconds, resolve));
  }

  /** Takes a result into the run, if it is still the one that asked for it, in the phase that did. */
  function fold(asked: UpdateRun, change: (now: ActiveUpdateRun) => UpdateStepResult): void {
    const { update } = store.state();
    if (isClosed || !isUpdating(update) || update.id !== asked.id || phaseKey(update) !== phaseKey(asked)) return;
    take(update, change(update));
  }

  function become(run: UpdateRun): UpdateStepResult {
    return { run, actions: [], wakeAt: alarm?.at ?? null };
  }

  // ── the process ─────────────────────────────────────────────────────────────────────────────────────────────────

  function followProcess(run: ActiveUpdateRun): void {
    const part = partOf(run);
    const isStarting = begun.has(`start-process/${part}`) && !begun.has('started');
    const key = part === null || isStarting ? null : `${run.id}/${part}`;
    if (followed !== null && followed.key === key) return;
    unfollow();
    if (part === null || key === null) return;
    const stop = processes.follow(run.id, part, (state) => {
      process = state;
      look();
    });
    followed = { key, stop };
  }

  function unfollow(): void {
    followed?.stop();
    followed = null;
    process = { kind: 'unknown' };
  }

  // ── time and ends ───────────────────────────────────────────────────────────────────────────────────────────────

  function wake(at: number | null): void {
    if (alarm?.at === at) return;
    alarm?.cancel();
    alarm = null;
    if (at === null) return;
    const cancel = clock.after(Math.max(0, at - clock.now()), () => {
      alarm = null;
      look();
    });
    alarm = { at, cancel };
  }

  function ended(run: UpdateRun): void {
    unfollow();
    wake(null);
    const receipt = updateReceipt(run, gatewaysOf(run));
    if (receipt !== null) recorder.append(receipt);
    logger.info(`the update ${run.id} is over: ${run.phase.kind}`);
    const { pastUpdates } = store.state();
    store.dispatch({ kind: 'past-updates-read', runs: [run, ...pastUpdates.filter(({ id }) => id !== run.id)] });
    parts.lookAgain(run.checkout);
  }

  // ── what is asked of it ─────────────────────────────────────────────────────────────────────────────────────────

  function open(run: ActiveUpdateRun, isWayBack: boolean): Result<null> {
    const saved = folder.save(run);
    if (!saved.ok) {
      const failed = failBefore(run, saved.message, clock.now()).run;
      store.dispatch({ kind: 'update-changed', run: failed });
      ended(failed);
      return saved;
    }
    begun = new Set();
    recorder.append({ kind: 'update-asked', unit: run.unit, id: run.id, isWayBack });
    store.dispatch({ kind: 'update-changed', run });
    look();
    return success(null);
  }

  function change(changed: (run: ActiveUpdateRun) => UpdateStepResult): Result<null> {
    const { update } = store.state();
    if (isUpdating(update)) take(update, changed(update));
    look();
    return success(null);
  }

  async function giveUp(): Promise<Result<null>> {
    const { update } = store.state();
    if (!isUpdating(update)) return success(null);
    const part = partOf(update);
    if (part !== null && hasBegun(update)) return processes.stop(update.id, part);
    return change((run) => cancelUpdate(run, clock.now()));
  }

  function rootOf(run: UpdateRun): string {
    const home = store.state().gateways[run.unit]?.home?.home ?? run.snapshot?.gateways[0]?.home;
    return home === undefined ? run.checkout.replace(/\/[^/]+$/, '') : profileRoot(home);
  }

  return {
    async run(command) {
      switch (command.kind) {
        case 'update': {
          const { installations: all } = store.state();
          const found = Object.values(all).find(({ units }) => units.includes(command.unit));
          if (found === undefined) return failure('refused', t('update.no.installation', { unit: command.unit }));
          return open(beginUpdate(newId(clock.now()), command.unit, found.checkout, clock.now()), false);
        }
        case 'roll-back': {
          const of = pastUpdate(store.state(), command.id);
          if (of === null) return failure('refused', t('update.no.snapshot'));
          return open(beginWayBack(of, newId(clock.now()), gatewaysOf(of), clock.now()), true);
        }
        case 'answer-update':
          return change((run) => ({ run: answerFindings(run, clock.now()), actions: [], wakeAt: null }));
        case 'hurry-update':
          return change((run) => ({ run: { ...run, isHurried: true }, actions: [], wakeAt: null }));
        case 'cancel-update':
          return giveUp();
        case 'check-update': {
          const { installations: all } = store.state();
          const found = Object.values(all).find(({ units }) => units.includes(command.unit));
          if (found === undefined) return failure('refused', t('update.no.installation', { unit: command.unit }));
          return parts.checkNow(found.checkout);
        }
        case 'read-update-output':
          return success(await folder.readOutput(command.id));
        default:
          return assertNever(command);
      }
    },
    letGo() {
      const { update } = store.state();
      if (starting !== null) return starting;
      if (!isUpdating(update) || hasBegun(update)) return null;
      const homes = update.requestedIn;
      take(update, cancelUpdate(update, clock.now()));
      return Promise.all(homes.map((home) => drainRequests.remove(home))).then(() => undefined);
    },
    async start() {
      const runs = await folder.read();
      if (isClosed) return;
      store.dispatch({ kind: 'past-updates-read', runs: runs.filter((run) => !isUpdating(run)) });
      // By its state, not by its name: a clock that was set back makes later names earlier ones.
      const left = runs.find(isUpdating);
      if (left !== undefined) {
        const resumed = resumeUpdate(left, clock.now());
        logger.info(`the update ${left.id} goes on: ${resumed.phase.kind}`);
        folder.save(resumed);
        store.dispatch({ kind: 'update-changed', run: resumed });
        if (isUpdating(resumed)) begun.add('started');
        else {
          for (const action of withdrawal(left)) perform(resumed, action);
          ended(resumed);
        }
      }
      unsubscribe = store.subscribe(look);
      look();
    },
    close() {
      isClosed = true;
      unsubscribe();
      unfollow();
      wake(null);
    },
  };
}

function partOf({ phase }: ActiveUpdateRun): UpdatePart | null {
  if (phase.kind === 'updating') return phase.isAsked ? 'update' : null;
  return phase.kind === 'rolling-back' && phase.stage === 'code' && phase.isAsked ? 'way-back' : null;
}

function phaseKey({ phase }: UpdateRun): string {
  const since = 'since' in phase ? phase.since : phase.at;
  // A second look is another one.
  const part = 'stage' in phase ? phase.stage : phase.kind === 'pre-flight' && phase.findings !== null ? 'asks' : '';
  return `${phase.kind}/${since}/${part}`;
}

function actionKey(action: UpdateAction): string {
  switch (action.kind) {
    case 'write-drain-request':
    case 'remove-drain-request':
      return `${action.kind}/${action.home}`;
    case 'start-process':
      return `${action.kind}/${action.part}`;
    case 'restart':
      return `${action.kind}/${action.unit}`;
    default:
      return action.kind;
  }
}

function isSameButOutput(left: UpdateRun, right: UpdateRun): boolean {
  return JSON.stringify({ ...left, output: null }) === JSON.stringify({ ...right, output: null });
}

/** `20261125T143000-4711`: sorts by time, and is the name of a folder and of a unit. */
function newId(now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]/g, '').slice(0, 15);
  return `${stamp}-${now % 10_000_000}`;
}
