import type { BusStatus } from './bus-status';
import type { HomeFacts, ProcessFacts } from './home-facts';
import type { OperationKind, TrayHost } from './state';
import type { UnitFacts } from './unit-facts';

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
    }
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
