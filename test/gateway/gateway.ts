/** What the parts of one running gateway share. */
import type { Diagnostics } from './diagnostics';
import type { HomePaths } from './home';
import type { GatewayLogs } from './logs';
import type { GatewayLoop } from './loop';
import type { RunOptions } from './options';
import type { ProcessIdentity } from './process-identity';
import type { StateFile } from './state-file';
import type { StopRequests } from './stop-requests';
import type { Tools } from './tools';
import type { Turns } from './turns';
import type { VersionFacts } from './versions';

export interface Gateway {
  readonly options: RunOptions;
  readonly facts: VersionFacts;
  readonly paths: HomePaths;
  readonly identity: ProcessIdentity;
  readonly loop: GatewayLoop;
  readonly logs: GatewayLogs;
  readonly state: StateFile;
  readonly turns: Turns;
  readonly tools: Tools;
  readonly diagnostics: Diagnostics;
  readonly stops: StopRequests;
  readonly drainSeconds: number;
}
