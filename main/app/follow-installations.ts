import {
  type AvailableUpdate,
  CHECK_EVERY_MS,
  type Code,
  checkoutCandidates,
  type Installation,
} from '../core/installation';
import { isUp, ownRecord } from '../core/own-record';
import { failure, type Result, success } from '../core/result';
import type { Gateway } from '../core/state';
import type { Clock } from './ports/clock';
import type { FoundInstallation, Installations } from './ports/installations';
import type { Logger } from './ports/logger';
import type { Store } from './store';

export interface InstallationsFollowerParts {
  readonly store: Store;
  readonly installations: Installations;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface InstallationsFollower {
  /** Asks the network for an update. */
  checkNow(checkout: string): Promise<Result<null>>;
  /** Reads anew what the checkout holds and what is known of an update. */
  lookAgain(checkout: string): void;
  /** Begins; the returned function ends it. */
  start(): () => void;
}

/** Long enough for the start of a desktop to be over, which has better things to do. */
const FIRST_CHECK_MS = 60_000;

/**
 * Keeps which Hermes the gateways run, what it holds and whether there is an update. Read when a gateway comes, has come up anew or
 * has its unit changed, and every CHECK_EVERY_MS, unless the person does not want that; never polled.
 */
export function createInstallationsFollower(parts: InstallationsFollowerParts): InstallationsFollower {
  const { store, installations, clock, logger } = parts;
  /** What each unit's code was looked up by: its unit file, its home, and its last run that came up. */
  const looked = new Map<string, string>();
  const cameUp = new Map<string, string>();
  /** The checkouts that are being read, and whether that is wanted again. */
  const reading = new Map<string, boolean>();
  const checkouts = new Map<string, FoundInstallation>();
  let cancelCheck: (() => void) | null = null;
  let isClosed = false;

  function look(): void {
    const { gateways, tray } = store.state();
    // The icon first: half a dozen git are in the way of everything else.
    if (tray === 'looking') return;
    for (const gateway of Object.values(gateways)) {
      // A gateway that keeps falling over has not been updated each time.
      if (hasComeUp(gateway)) cameUp.set(gateway.unit, gateway.facts.invocationId);
      const key = keyOf(gateway, cameUp.get(gateway.unit) ?? '');
      if (looked.get(gateway.unit) === key || gateway.home === null) continue;
      looked.set(gateway.unit, key);
      void find(gateway);
    }
    for (const unit of [...looked.keys()]) if (gateways[unit] === undefined) forget(unit);
    schedule();
  }

  async function find({ unit, facts, home }: Gateway): Promise<void> {
    const found = await installations.find(checkoutCandidates(facts.policy, home?.home ?? null));
    if (isClosed || store.state().gateways[unit] === undefined) return;
    const before = checkouts.get(unit);
    if (found === null) checkouts.delete(unit);
    else checkouts.set(unit, found);
    if (before !== undefined && before.checkout !== found?.checkout) await read(before);
    if (found !== null) await read(found);
  }

  function forget(unit: string): void {
    looked.delete(unit);
    cameUp.delete(unit);
    const before = checkouts.get(unit);
    checkouts.delete(unit);
    if (before !== undefined) void read(before);
  }

  /** One at a time for each: several gateways run the same code, and come at once. */
  async function read(found: FoundInstallation): Promise<void> {
    const { checkout } = found;
    if (reading.has(checkout)) {
      reading.set(checkout, true);
      return;
    }
    do {
      reading.set(checkout, false);
      await readOnce(found);
    } while (reading.get(checkout) === true && !isClosed);
    reading.delete(checkout);
  }

  async function readOnce({ checkout, method }: FoundInstallation): Promise<void> {
    const units = unitsOf(checkout);
    if (units.length === 0) {
      store.dispatch({ kind: 'installation-changed', checkout, installation: null });
      return;
    }
    const homes = units.flatMap((unit) => store.state().gateways[unit]?.home?.home ?? []);
    const [code, known] =
      method === 'git'
        ? await Promise.all([installations.readCode(checkout), installations.readKnown(checkout, homes)])
        : [null, null];
    if (isClosed) return;
    const before = store.state().installations[checkout];
    const present = code?.ok === true ? code.value : null;
    put({
      checkout,
      units,
      method,
      code: present,
      available: newest(known, before === undefined ? null : ofCode(before, present)),
      isChecking: before?.isChecking ?? false,
      problem: code === null || code.ok ? null : code.message,
    });
  }

  function put(installation: Installation): void {
    store.dispatch({ kind: 'installation-changed', checkout: installation.checkout, installation });
    schedule();
  }

  function unitsOf(checkout: string): readonly string[] {
    return [...checkouts]
      .filter(([, found]) => found.checkout === checkout)
      .map(([unit]) => unit)
      .sort();
  }

  async function checkNow(checkout: string): Promise<Result<null>> {
    const before = store.state().installations[checkout];
    if (before === undefined) return failure('refused', `${checkout} is not known`);
    put({ ...before, isChecking: true });
    const found = await installations.check(checkout);
    const now = store.state().installations[checkout];
    if (isClosed || now === undefined) return success(null);
    if (found.ok) put({ ...now, available: found.value, isChecking: false, problem: null });
    else {
      logger.info(`no news of an update: ${found.message}`);
      put({ ...now, isChecking: false, problem: found.message });
    }
    return found.ok ? success(null) : found;
  }

  // ── time ────────────────────────────────────────────────────────────────────────────────────────────────────────

  let lastTried = new Map<string, number>();

  function schedule(): void {
    if (cancelCheck !== null || isClosed || !store.state().settings.checkUpdates) return;
    const due = Object.values(store.state().installations)
      .filter(({ method }) => method === 'git')
      .map(
        ({ checkout, available }) => Math.max(available?.checkedAt ?? 0, lastTried.get(checkout) ?? 0) + CHECK_EVERY_MS,
      );
    if (due.length === 0) return;
    const wait = Math.min(CHECK_EVERY_MS, Math.max(FIRST_CHECK_MS, Math.min(...due) - clock.now()));
    cancelCheck = clock.after(wait, () => {
      cancelCheck = null;
      void checkDue().then(schedule);
    });
  }

  async function checkDue(): Promise<void> {
    if (!store.state().settings.checkUpdates) return;
    for (const { checkout, method, available } of Object.values(store.state().installations)) {
      const known = Math.max(available?.checkedAt ?? 0, lastTried.get(checkout) ?? 0);
      if (method !== 'git' || clock.now() - known < CHECK_EVERY_MS) continue;
      lastTried = new Map([...lastTried, [checkout, clock.now()]]);
      await checkNow(checkout);
    }
  }

  return {
    checkNow,
    lookAgain(checkout) {
      const found = [...checkouts.values()].find((one) => one.checkout === checkout);
      if (found !== undefined) void read(found);
    },
    start() {
      const unsubscribe = store.subscribe(look);
      look();
      return () => {
        isClosed = true;
        unsubscribe();
        cancelCheck?.();
      };
    },
  };
}

/** By what its present process has written: for a moment the files are still those of the one before. */
function hasComeUp(gateway: Gateway): boolean {
  return isUp(gateway) && (ownRecord(gateway)?.updatedAt ?? 0) >= (gateway.facts.execMainStartedAt ?? 0);
}

function keyOf({ facts, home }: Gateway, cameUp: string): string {
  const { execStart, environment } = facts.policy;
  return JSON.stringify([execStart, environment, home?.home ?? null, cameUp]);
}

function newest(left: AvailableUpdate | null, right: AvailableUpdate | null): AvailableUpdate | null {
  if (left === null || right === null) return left ?? right;
  return left.checkedAt >= right.checkedAt ? left : right;
}

/** What was known of an update to other code is old: the checkout has moved since. */
function ofCode({ code, available }: Installation, present: Code | null): AvailableUpdate | null {
  return code?.commit === present?.commit ? available : null;
}
