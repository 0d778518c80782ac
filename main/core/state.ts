import type { BusStatus } from './bus-status';
import type { CuttingCommand } from './cutting-command';
import type { HomeFacts, ProcessFacts } from './home-facts';
import { HOST_UNKNOWN, type HostFacts } from './host-facts';
import type { Language } from './i18n';
import type { Incident } from './incident';
import type { CommitSubject, Installation } from './installation';
import type { ProviderTrouble } from './provider-trouble';
import type { RestartRun } from './restart-run';
import { DEFAULT_SETTINGS, NO_NOTES, type Settings, type SettingsNotes } from './settings';
import type { UnitFacts } from './unit-facts';
import type { UpdateRun } from './update-run';
import type { Exit } from './verdict';
import type { View } from './view';

/** Everything hermes-tray knows. Made by the reducer only; shown by app/present only. */
export interface AppState {
  /** Grows by one with every change. */
  readonly revision: number;
  readonly bus: BusStatus;
  /** By unit name. A plain object, because it crosses to the window as JSON. */
  readonly gateways: Readonly<Record<string, Gateway>>;
  /** Whether the first look for units is over: before that, none is not "none there". */
  readonly discovered: boolean;
  /** Every unit that is a gateway by what is known of it, those that are not shown included. */
  readonly knownUnits: readonly string[];
  readonly autostart: boolean;
  readonly tray: TrayHost;
  /** The units by which Hermes 0.16 to 0.19 restarts its own service: while one is there, we must not help. */
  readonly restartHelpers: readonly string[];
  /** The Hermes there are, by their checkout. */
  readonly installations: Readonly<Record<string, Installation>>;
  /** Our update, under way or the last that ended since our start; one at a time. */
  readonly update: UpdateRun | null;
  /** What the update of this id brings; null where that is not known, or was told to an earlier start. */
  readonly updateNews: { readonly id: string; readonly commits: readonly CommitSubject[] } | null;
  /** The updates that are over, the latest first. */
  readonly pastUpdates: readonly UpdateRun[];
  /** What would cut work, and waits for the person's yes in the window. */
  readonly confirmation: Confirmation | null;
  /** Where the window is to go, until it has gone there. */
  readonly wantedView: View | null;
  readonly language: Language;
  /** Those that hold now. */
  readonly settings: Settings;
  readonly settingsNotes: SettingsNotes;
  /** Of this program; null until it has told. */
  readonly appVersion: string | null;
  /** The app's own files; null until it has told. */
  readonly files: AppFiles | null;
  readonly host: HostFacts;
  /** Epoch milliseconds of the end of the last suspend: what was due meanwhile is not late. */
  readonly resumedAt: number | null;
  /** How many developments the incidents have had, those that are over and of units that are gone, too: never less. */
  readonly developments: number;
}

/** Absolute paths. */
export interface AppFiles {
  readonly settings: string;
  /** Null where it can't be written, and only stderr gets the log. */
  readonly log: string | null;
  readonly flightRecorder: string;
}

export interface Confirmation {
  readonly command: CuttingCommand;
  /** How many agents it would cut; null where Hermes does not tell. */
  readonly agents: number | null;
  readonly askedAt: number;
}

/** Where the tray icon is shown. */
export type TrayHost = 'looking' | 'status-notifier' | 'legacy' | 'none';

export interface Gateway {
  readonly unit: string;
  readonly facts: UnitFacts;
  /** Null until its files were looked at. */
  readonly home: HomeFacts | null;
  /** The living process that gateway.pid names; null when there is none. */
  readonly process: ProcessFacts | null;
  /** What we are doing to it. */
  readonly operation: Operation | null;
  /** The last command that failed, until one succeeds or the unit moves on by itself. */
  readonly failure: CommandFailure | null;
  /**
   * Whether the run that ended last was ended by a stop that somebody asked systemd for. Before 0.21 the gateway exits
   * 1 then, and systemd calls the unit failed.
   */
  readonly stopRequested: boolean;
  /** Epoch milliseconds of the automatic restarts seen lately, oldest first. */
  readonly automaticRestarts: readonly number[];
  /** Our restart, under way or the last that ended. */
  readonly restart: RestartRun | null;
  /** How its runs ended, as far as we know, the last first; EXITS_REMEMBERED at most. */
  readonly exits: readonly Exit[];
  /**
   * The run after which the unit lies there, where systemd itself has forgotten it: it unloads an inactive unit that nobody
   * follows. '' where that is not so, or not known.
   */
  readonly forgottenRun: string;
  /** The unexpected exit that is being got over, or was lately. */
  readonly incident: Incident | null;
  /** What the model's provider refused lately, until a turn succeeds. */
  readonly provider: ProviderTrouble | null;
  /** Since when the process shows no sign of life (epoch milliseconds); null while it does, or need not. */
  readonly silentSince: number | null;
  /** Since when it drains, whoever asked for that; null while it does not. */
  readonly drainingSince: number | null;
}

export const EXITS_REMEMBERED = 10;

/** How far back automatic restarts are remembered: what is older says nothing about a loop. */
export const RESTART_MEMORY_MS = 10 * 60_000;

/** EX_TEMPFAIL: how a gateway ends that asked for its own restart. */
export const PLANNED_RESTART_STATUS = 75;

/** So many automatic restarts within RESTART_MEMORY_MS make a loop. */
export const LOOP_RESTARTS = 3;

/** A restart is a run of its own (restart-run.ts). */
export type OperationKind = 'start' | 'stop';

export interface Operation {
  readonly kind: OperationKind;
  readonly startedAt: number;
}

export interface CommandFailure {
  readonly operation: OperationKind | 'restart';
  readonly message: string;
  readonly at: number;
  /** The run that was there when it failed; a later one makes the failure history. */
  readonly invocationId: string;
}

export const INITIAL_STATE: AppState = {
  revision: 0,
  bus: { kind: 'connecting' },
  gateways: {},
  discovered: false,
  knownUnits: [],
  autostart: false,
  tray: 'looking',
  restartHelpers: [],
  installations: {},
  update: null,
  updateNews: null,
  pastUpdates: [],
  confirmation: null,
  wantedView: null,
  language: 'en',
  settings: DEFAULT_SETTINGS,
  settingsNotes: NO_NOTES,
  appVersion: null,
  files: null,
  host: HOST_UNKNOWN,
  resumedAt: null,
  developments: 0,
};

/** How the run ended that systemd told of last; null while a run lives, or where that is not known. */
export function lastExit({ exits, facts, forgottenRun }: Gateway): Exit | null {
  const [last] = exits;
  const invocationId = facts.invocationId === '' ? forgottenRun : facts.invocationId;
  return last !== undefined && last.invocationId === invocationId ? last : null;
}

/** A gateway of which only systemd has spoken yet. */
export function newGateway(facts: UnitFacts): Gateway {
  return {
    unit: facts.unit,
    facts,
    home: null,
    process: null,
    operation: null,
    failure: null,
    stopRequested: false,
    automaticRestarts: [],
    restart: null,
    exits: [],
    forgottenRun: '',
    incident: null,
    provider: null,
    silentSince: null,
    drainingSince: null,
  };
}
