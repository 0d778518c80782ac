/** What a test can ask of a living simulator, declared once for the client and the socket. */
import type { LogFile, LogLevel } from './logs';
import { PROVIDER_STATUSES, type ProviderStatus } from './provider-errors';
import type { PlatformStateName } from './state-file';

const LOG_FILES: readonly LogFile[] = ['agent', 'errors', 'gateway'];
const LOG_LEVELS: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];
const PLATFORM_STATES: readonly PlatformStateName[] = [
  'connecting',
  'connected',
  'disconnected',
  'retrying',
  'fatal',
  'paused',
];

export type SimulatorCommand =
  | { readonly command: 'status' }
  /** Begins or finishes turns until that many run. */
  | { readonly command: 'set-agents'; readonly agents: number; readonly seconds?: number }
  /** The oldest turn, unless a session is named. */
  | { readonly command: 'finish-agent'; readonly session?: string }
  | { readonly command: 'turn'; readonly seconds: number; readonly platform?: string; readonly message?: string }
  | {
      readonly command: 'platform';
      readonly name: string;
      readonly state: PlatformStateName;
      readonly errorCode?: string;
      readonly errorMessage?: string;
    }
  | { readonly command: 'provider-error'; readonly status: ProviderStatus }
  | { readonly command: 'log'; readonly level: LogLevel; readonly logger: string; readonly message: string }
  /** Bytes as they are, base64, so that invalid UTF-8 and half lines pass. */
  | { readonly command: 'raw-log'; readonly file: LogFile; readonly base64: string }
  | { readonly command: 'rotate-log'; readonly file: LogFile }
  /** At once, with every file left as it is. */
  | { readonly command: 'exit'; readonly code: number }
  | { readonly command: 'freeze' }
  | { readonly command: 'thaw' }
  /** Holds memory in the gateway itself or in a tool child of its cgroup. */
  | { readonly command: 'allocate'; readonly megabytes: number; readonly by: 'gateway' | 'tool' };

export interface SimulatorStatus {
  readonly pid: number;
  readonly startTime: number;
  readonly version: string;
  readonly frozen: boolean;
  readonly stopping: boolean;
  /** Sessions of the running turns, oldest first. 0.11's state file does not tell them. */
  readonly sessions: readonly string[];
}

/** Throws with what is wrong. */
export function parseCommand(line: string): SimulatorCommand {
  const record: Partial<Record<string, unknown>> = Object(JSON.parse(line));
  const invalid = (name: string): never => {
    throw new Error(`'${name}' of command '${String(record['command'])}' is missing or invalid: ${line}`);
  };
  const string = (name: string): string => {
    const value = record[name];
    return typeof value === 'string' ? value : invalid(name);
  };
  const number = (name: string): number => {
    const value = record[name];
    return typeof value === 'number' && value >= 0 ? value : invalid(name);
  };
  const oneOf = <T>(name: string, allowed: readonly T[]): T =>
    allowed.find((item) => item === record[name]) ?? invalid(name);
  const optional = <K extends string, V>(name: K, read: (name: K) => V): { [key in K]?: V } =>
    // Exactly one key, K, or none: what the mapped type says.
    (record[name] === undefined ? {} : { [name]: read(name) }) as { [key in K]?: V };

  const command = record['command'];
  switch (command) {
    case 'status':
    case 'freeze':
    case 'thaw':
      return { command };
    case 'set-agents':
      return { command, agents: number('agents'), ...optional('seconds', number) };
    case 'finish-agent':
      return { command, ...optional('session', string) };
    case 'turn':
      return { command, seconds: number('seconds'), ...optional('platform', string), ...optional('message', string) };
    case 'platform':
      return {
        command,
        name: string('name'),
        state: oneOf('state', PLATFORM_STATES),
        ...optional('errorCode', string),
        ...optional('errorMessage', string),
      };
    case 'provider-error':
      return { command, status: oneOf('status', PROVIDER_STATUSES) };
    case 'log':
      return { command, level: oneOf('level', LOG_LEVELS), logger: string('logger'), message: string('message') };
    case 'raw-log':
      return { command, file: oneOf('file', LOG_FILES), base64: string('base64') };
    case 'rotate-log':
      return { command, file: oneOf('file', LOG_FILES) };
    case 'exit':
      return { command, code: number('code') };
    case 'allocate':
      return { command, megabytes: number('megabytes'), by: oneOf('by', ['gateway', 'tool'] as const) };
    default:
      return invalid('command');
  }
}
