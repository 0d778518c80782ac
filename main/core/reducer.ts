import { assertNever } from './assert-never';
import type { AppEvent } from './events';
import { isInUnit, type ProcessFacts } from './home-facts';
import { t } from './i18n';
import { afterExit, afterNews, areForgotten, developmentsSince } from './incidents';
import type { Installation } from './installation';
import { ownRecord } from './own-record';
import { afterLog } from './provider-trouble';
import { afterNews as restartAfterNews } from './restart-end';
import { isUnderWay, type RestartRun } from './restart-run';
import {
  type AppState,
  EXITS_REMEMBERED,
  type Gateway,
  LOOP_RESTARTS,
  newGateway,
  PLANNED_RESTART_STATUS,
  RESTART_MEMORY_MS,
} from './state';
import type { UnitFacts } from './unit-facts';
import type { UpdateRun } from './update-run';
import type { Exit } from './verdict';

const RESTARTS_REMEMBERED = 50;

/** The only maker of states. The same object comes back when nothing changed, so that nobody is told. */
export function reduce(state: AppState, event: AppEvent): AppState {
  const next = apply(state, event);
  if (next === state) return state;
  const developments = state.developments + newDevelopments(state, next);
  return { ...next, developments, revision: state.revision + 1 };
}

function apply(state: AppState, event: AppEvent): AppState {
  switch (event.kind) {
    case 'bus-changed':
      return changed(state, { bus: event.bus });
    case 'units-listed':
      return listUnits(state, event.units);
    case 'unit-changed':
      return unitEvent(state, event.facts, event.at);
    case 'home-changed':
      return homeChanged(state, event);
    case 'log-found':
      return fold(state, event.unit, (gateway) => ({ provider: afterLog(gateway.provider, event.facts) }));
    case 'run-ended':
      return runEnded(state, event.exit, event.at);
    case 'past-restored':
      return fold(state, event.unit, ({ exits, incident }) => ({
        exits: latestFirst([...exits, ...event.exits]),
        incident: incident ?? event.incident,
      }));
    case 'last-run-found':
      return updateGateway(state, event.unit, { forgottenRun: event.invocationId });
    case 'incident-snoozed':
      return fold(state, event.unit, ({ incident }) => ({
        incident: incident && { ...incident, snoozedUntil: event.until },
      }));
    case 'restart-changed':
      return restartChanged(state, event.unit, event.run, event.at);
    case 'installation-changed':
      return installationChanged(state, event.checkout, event.installation);
    case 'update-changed':
      return updateChanged(state, event.run);
    case 'past-updates-read':
      return changed(state, { pastUpdates: event.runs });
    case 'silence-changed':
      return updateGateway(state, event.unit, { silentSince: event.since });
    case 'restart-helpers-listed':
      return changed(state, { restartHelpers: event.units });
    case 'confirmation-asked':
      return changed(state, { confirmation: event.confirmation });
    case 'confirmation-ended':
      return changed(state, { confirmation: null });
    case 'view-wanted':
      return changed(state, { wantedView: event.view });
    case 'language-changed':
      return changed(state, { language: event.language });
    case 'settings-changed':
      return changed(state, { settings: event.settings, settingsNotes: event.notes });
    case 'units-known':
      return changed(state, { knownUnits: event.units });
    case 'version-known':
      return changed(state, { appVersion: event.version });
    case 'files-known':
      return changed(state, { files: event.files });
    case 'host-changed':
      return changed(state, { host: changed(state.host, event.host) });
    case 'resumed':
      return changed(state, { resumedAt: event.at });
    case 'time-passed':
      return forgetOld(state, event.at);
    case 'operation-started':
      return updateGateway(state, event.unit, {
        operation: { kind: event.operation, startedAt: event.at },
        failure: null,
      });
    case 'operation-ended':
      return operationEnded(state, event.unit, event.failure, event.at);
    case 'autostart-changed':
      return changed(state, { autostart: event.enabled });
    case 'tray-host-changed':
      return changed(state, { tray: event.host });
    default:
      return assertNever(event);
  }
}

/** What it brings is known before it only: afterwards the same look finds nothing new. */
function updateChanged(state: AppState, run: UpdateRun): AppState {
  if (state.update?.id === run.id) return changed(state, { update: run });
  const commits = run.phase.kind === 'pre-flight' ? (state.installations[run.checkout]?.available?.commits ?? []) : [];
  return changed(state, { update: run, updateNews: commits.length === 0 ? null : { id: run.id, commits } });
}

function installationChanged(state: AppState, checkout: string, installation: Installation | null): AppState {
  if (isSame(state.installations[checkout] ?? null, installation)) return state;
  const others = Object.entries(state.installations).filter(([key]) => key !== checkout);
  const all = installation === null ? others : [...others, [checkout, installation] as const];
  return { ...state, installations: Object.fromEntries(all) };
}

function listUnits(state: AppState, units: readonly string[]): AppState {
  const kept = Object.values(state.gateways).filter((gateway) => units.includes(gateway.unit));
  if (state.discovered && kept.length === Object.keys(state.gateways).length) return state;
  return { ...state, discovered: true, gateways: Object.fromEntries(kept.map((gateway) => [gateway.unit, gateway])) };
}

function unitEvent(state: AppState, facts: UnitFacts, at: number): AppState {
  const next = unitChanged(state.gateways[facts.unit], facts, at);
  return withGateway(state, changed(next, withNews(next, at)));
}

function unitChanged(gateway: Gateway | undefined, facts: UnitFacts, at: number): Gateway {
  if (gateway === undefined) {
    return {
      ...newGateway(facts),
      stopRequested: stopRequested(false, facts),
      // Seen first in the wait for a restart, with some behind it, it loops already.
      automaticRestarts:
        facts.subState === 'auto-restart' && facts.nRestarts >= LOOP_RESTARTS ? restartsAt(facts.nRestarts, at) : [],
    };
  }
  if (isSame(gateway.facts, facts)) return gateway;
  const newRun = facts.invocationId !== gateway.facts.invocationId;
  return {
    ...gateway,
    facts,
    process: facts.mainPid === gateway.facts.mainPid ? gateway.process : outsideOnly(gateway),
    failure: newRun && facts.invocationId !== gateway.failure?.invocationId ? null : gateway.failure,
    stopRequested: stopRequested(gateway.stopRequested, facts),
    automaticRestarts: rememberRestarts(gateway, facts, at),
    // What the old process said of itself is no news of the new one.
    ...(newRun ? { provider: null, silentSince: null, drainingSince: null } : {}),
    ...(facts.mainPid === 0 ? { silentSince: null } : {}),
  };
}

/** What systemd's and the gateway's own news make of what was going on. */
function withNews(gateway: Gateway, at: number): Pick<Gateway, 'exits' | 'incident' | 'restart'> {
  return { ...afterNews(gateway, at), restart: restartAfterNews(gateway, at) };
}

function runEnded(state: AppState, exit: Exit, at: number): AppState {
  return fold(state, exit.unit, (gateway) => {
    // One whose end comes to mean something else is judged anew.
    const others = gateway.exits.filter(({ invocationId }) => invocationId !== exit.invocationId);
    const exits = latestFirst([exit, ...others]);
    const next = { ...gateway, exits, incident: afterExit(gateway, exit, at) };
    // By the time it is judged, what comes of it may have happened, and nothing would tell of that again.
    return withNews(next, at);
  });
}

type HomeChanged = Extract<AppEvent, { kind: 'home-changed' }>;

function homeChanged(state: AppState, { unit, home, process, at }: HomeChanged): AppState {
  return fold(state, unit, (gateway) => {
    const next = { ...gateway, home, process };
    const isDraining = ownRecord(next)?.gatewayState === 'draining';
    return {
      home,
      process,
      drainingSince: isDraining ? (gateway.drainingSince ?? ownRecord(next)?.updatedAt ?? at) : null,
      ...withNews(next, at),
    };
  });
}

function restartChanged(state: AppState, unit: string, run: RestartRun, at: number): AppState {
  return fold(state, unit, (gateway) => {
    const { phase } = run;
    const { invocationId } = gateway.facts;
    if (phase.kind === 'failed') {
      const message = t('command.restartFailed', { reason: phase.reason, hint: phase.hint });
      return { restart: run, failure: { operation: 'restart', message, at, invocationId } };
    }
    return { restart: run, failure: isUnderWay(run) ? null : gateway.failure };
  });
}

function newDevelopments(before: AppState, after: AppState): number {
  if (before.gateways === after.gateways) return 0;
  const ofEach = Object.values(after.gateways).map(({ unit, incident }) =>
    developmentsSince(before.gateways[unit]?.incident ?? null, incident),
  );
  return ofEach.reduce((sum, count) => sum + count, 0);
}

/** Two ends may be judged in another order than they came in. */
function latestFirst(exits: readonly Exit[]): readonly Exit[] {
  return [...exits].sort((left, right) => right.endedAt - left.endedAt).slice(0, EXITS_REMEMBERED);
}

/** What was kept to be looked at for a while, and now was. */
function forgetOld(state: AppState, at: number): AppState {
  const gateways = Object.values(state.gateways).filter(({ incident }) => incident !== null);
  const incidents = gateways.map(({ incident }) => incident).filter((incident) => incident !== null);
  if (gateways.length === 0 || !areForgotten(incidents, at)) return state;
  return gateways.reduce((before, { unit }) => updateGateway(before, unit, { incident: null }), state);
}

/**
 * A stop that was asked for passes through `stop-sigterm` with its process (or has a job while it lasts). Once that has
 * ended by itself, systemd goes the same way: it runs ExecStop= after a clean exit (Hermes 0.21 and later has one), and
 * kills what a failed one left behind.
 */
function stopRequested(before: boolean, facts: UnitFacts): boolean {
  const isStopping = facts.subState === 'stop' || facts.subState.startsWith('stop-sig');
  if ((isStopping && facts.mainPid !== 0) || facts.job?.type === 'stop') return true;
  return facts.activeState === 'active' || facts.activeState === 'activating' ? false : before;
}

/** With another main process, the one in the unit that was known is gone; it is looked up anew. */
function outsideOnly(gateway: Gateway): ProcessFacts | null {
  const { process } = gateway;
  return process !== null && isInUnit(process, gateway.unit, gateway.facts.mainPid) ? null : process;
}

function rememberRestarts(gateway: Gateway, facts: UnitFacts, at: number): readonly number[] {
  const recent = gateway.automaticRestarts.filter((time) => at - time < RESTART_MEMORY_MS);
  const added = facts.nRestarts - gateway.facts.nRestarts;
  // A restart that the gateway itself asked for is no crash.
  if (added > 0 && gateway.facts.execMainCode === 1 && gateway.facts.execMainStatus === PLANNED_RESTART_STATUS) {
    return recent;
  }
  // A start by hand resets systemd's count, and with it the loop.
  if (added < 0) return [];
  if (added === 0) return recent.length === gateway.automaticRestarts.length ? gateway.automaticRestarts : recent;
  return [...recent, ...restartsAt(added, at)].slice(-RESTARTS_REMEMBERED);
}

function restartsAt(count: number, at: number): readonly number[] {
  return Array<number>(Math.min(count, RESTARTS_REMEMBERED)).fill(at);
}

function operationEnded(state: AppState, unit: string, failure: string | null, at: number): AppState {
  const gateway = state.gateways[unit];
  if (gateway?.operation === undefined || gateway.operation === null) return state;
  const { kind } = gateway.operation;
  const { invocationId } = gateway.facts;
  return updateGateway(state, unit, {
    operation: null,
    failure: failure === null ? null : { operation: kind, message: failure, at, invocationId },
  });
}

function fold(state: AppState, unit: string, change: (gateway: Gateway) => Partial<Gateway>): AppState {
  const gateway = state.gateways[unit];
  return gateway === undefined ? state : withGateway(state, changed(gateway, change(gateway)));
}

function updateGateway(state: AppState, unit: string, change: Partial<Gateway>): AppState {
  const gateway = state.gateways[unit];
  return gateway === undefined ? state : withGateway(state, changed(gateway, change));
}

function withGateway(state: AppState, gateway: Gateway): AppState {
  if (state.gateways[gateway.unit] === gateway) return state;
  return { ...state, gateways: { ...state.gateways, [gateway.unit]: gateway } };
}

function changed<T extends object>(value: T, change: Partial<T>): T {
  const keys = Object.keys(change) as (keyof T)[];
  return keys.every((key) => isSame(value[key], change[key])) ? value : { ...value, ...change };
}

/** Equal as data. Facts are small and flat, so their JSON is a fair measure; both sides are built in the same order. */
function isSame(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
