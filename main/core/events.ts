import type { BusStatus } from './bus-status';
import type { HomeFacts, ProcessFacts } from './home-facts';
import type { HostFacts } from './host-facts';
import type { Language } from './i18n';
import type { Incident } from './incident';
import type { Installation } from './installation';
import type { LogFact } from './log-finding';
import type { RestartRun } from './restart-run';
import type { Settings, SettingsNotes } from './settings';
import type { AppFiles, Confirmation, OperationKind, TrayHost } from './state';
import type { UnitFacts } from './unit-facts';
import type { UpdateRun } from './update-run';
import type { Exit } from './verdict';
import type { View } from './view';

/** All that can happen. `at` is epoch milliseconds where the moment matters. */
export type AppEvent =
  | { readonly kind: 'bus-changed'; readonly bus: BusStatus }
  /** The gateways there are. One that is not listed any more is forgotten. */
  | { readonly kind: 'units-listed'; readonly units: readonly string[] }
  | { readonly kind: 'unit-changed'; readonly facts: UnitFacts; readonly at: number }
  | {
      readonly kind: 'home-changed';
      readonly unit: string;
      readonly home: HomeFacts;
      readonly process: ProcessFacts | null;
      readonly at: number;
    }
  /** What a gateway's log says of it while it runs. */
  | { readonly kind: 'log-found'; readonly unit: string; readonly facts: readonly LogFact[] }
  /** A run is over, and we know why. */
  | { readonly kind: 'run-ended'; readonly exit: Exit; readonly at: number }
  /** What an earlier start of ours left open. */
  | {
      readonly kind: 'past-restored';
      readonly unit: string;
      readonly exits: readonly Exit[];
      readonly incident: Incident | null;
    }
  /** systemd does not tell of the run after which the unit lies there; the journal does. */
  | { readonly kind: 'last-run-found'; readonly unit: string; readonly invocationId: string }
  | { readonly kind: 'incident-snoozed'; readonly unit: string; readonly until: number }
  /** A step of our own restart. */
  | { readonly kind: 'restart-changed'; readonly unit: string; readonly run: RestartRun; readonly at: number }
  /** What is known of one Hermes; it replaces what was. Null: nobody runs it any more. */
  | { readonly kind: 'installation-changed'; readonly checkout: string; readonly installation: Installation | null }
  /** A step of our update. */
  | { readonly kind: 'update-changed'; readonly run: UpdateRun }
  /** The updates of earlier starts, the latest first. */
  | { readonly kind: 'past-updates-read'; readonly runs: readonly UpdateRun[] }
  /** Whether a process shows signs of life; `since` is null while it does. */
  | { readonly kind: 'silence-changed'; readonly unit: string; readonly since: number | null }
  | { readonly kind: 'restart-helpers-listed'; readonly units: readonly string[] }
  | { readonly kind: 'confirmation-asked'; readonly confirmation: Confirmation }
  | { readonly kind: 'confirmation-ended' }
  /** Null once the window has gone there. */
  | { readonly kind: 'view-wanted'; readonly view: View | null }
  | { readonly kind: 'language-changed'; readonly language: Language }
  /** The settings that hold from now on, and what a person should know of them. */
  | { readonly kind: 'settings-changed'; readonly settings: Settings; readonly notes: SettingsNotes }
  /** The units that are gateways, whether they are shown or not. */
  | { readonly kind: 'units-known'; readonly units: readonly string[] }
  | { readonly kind: 'version-known'; readonly version: string }
  | { readonly kind: 'files-known'; readonly files: AppFiles }
  /** What was found of it. */
  | { readonly kind: 'host-changed'; readonly host: Partial<HostFacts> }
  | { readonly kind: 'resumed'; readonly at: number }
  /** Nothing happened but time: what was remembered long enough is forgotten. */
  | { readonly kind: 'time-passed'; readonly at: number }
  | {
      readonly kind: 'operation-started';
      readonly unit: string;
      readonly operation: OperationKind;
      readonly at: number;
    }
  /** `failure` is null when systemd did what it was asked. */
  | { readonly kind: 'operation-ended'; readonly unit: string; readonly failure: string | null; readonly at: number }
  | { readonly kind: 'autostart-changed'; readonly enabled: boolean }
  | { readonly kind: 'tray-host-changed'; readonly host: TrayHost };
