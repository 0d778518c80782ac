/**
 * The log files: line format, levels, filters and the rename rotation of Python's
 * RotatingFileHandler. WARNING+ goes to stderr too, as `LEVEL logger: message`, for the journal.
 */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { logTimestamp } from './time';
import type { VersionFacts } from './versions';

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';
export type LogFile = 'agent' | 'errors' | 'gateway';

const MEGABYTE = 1024 * 1024;
const ALARMING: ReadonlySet<LogLevel> = new Set(['WARNING', 'ERROR', 'CRITICAL']);

export interface LogMessage {
  readonly level: LogLevel;
  readonly logger: string;
  readonly message: string;
  readonly session?: string;
}

class RotatingFile {
  #handle: number | undefined;

  constructor(
    readonly path: string,
    readonly maxBytes: number,
    readonly backups: number,
    readonly reopens: boolean,
  ) {}

  write(bytes: Buffer): void {
    if (fstatSync(this.#open()).size + bytes.length > this.maxBytes) this.rotate();
    writeSync(this.#open(), bytes);
  }

  /** `x.log.2` → `x.log.3`, …, `x.log` → `x.log.1`; the next line makes a new inode. */
  rotate(): void {
    this.#close();
    rmSync(`${this.path}.${this.backups}`, { force: true });
    for (let index = this.backups - 1; index >= 0; index -= 1) {
      const from = index === 0 ? this.path : `${this.path}.${index}`;
      if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${this.path}.${index + 1}`);
    }
    this.#open();
  }

  #open(): number {
    if (this.#handle !== undefined && this.reopens && this.#wasReplaced(this.#handle)) this.#close();
    this.#handle ??= openSync(this.path, 'a');
    return this.#handle;
  }

  #wasReplaced(handle: number): boolean {
    return statSync(this.path, { throwIfNoEntry: false })?.ino !== fstatSync(handle).ino;
  }

  #close(): void {
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }
}

export class GatewayLogs {
  readonly #files: Readonly<Record<LogFile, RotatingFile>>;
  readonly #hasGatewayLog: boolean;

  constructor(folder: string, facts: VersionFacts) {
    mkdirSync(folder, { recursive: true });
    const file = (name: string, megabytes: number, backups: number) =>
      new RotatingFile(join(folder, name), megabytes * MEGABYTE, backups, facts.reopensLogs);
    this.#files = {
      agent: file('agent.log', 5, 3),
      errors: file('errors.log', 2, 2),
      gateway: file('gateway.log', 5, 3),
    };
    this.#hasGatewayLog = facts.gatewayLog;
  }

  write({ level, logger, message, session }: LogMessage): void {
    const tag = session === undefined ? '' : ` [${session}]`;
    const line = Buffer.from(`${logTimestamp()} ${level}${tag} ${logger}: ${message}\n`);
    this.#files.agent.write(line);
    if (this.#hasGatewayLog && isGatewayLogger(logger)) this.#files.gateway.write(line);
    if (ALARMING.has(level)) {
      this.#files.errors.write(line);
      process.stderr.write(`${level} ${logger}: ${message}\n`);
    }
  }

  /** Bytes as they are: torn lines, invalid UTF-8, whatever a reader has to survive. */
  writeRaw(file: LogFile, bytes: Buffer): void {
    this.#files[file].write(bytes);
  }

  rotate(file: LogFile): void {
    this.#files[file].rotate();
  }

  info(message: string, logger = 'gateway.run'): void {
    this.write({ level: 'INFO', logger, message });
  }

  warning(message: string, logger = 'gateway.run'): void {
    this.write({ level: 'WARNING', logger, message });
  }

  error(message: string, logger = 'gateway.run'): void {
    this.write({ level: 'ERROR', logger, message });
  }
}

function isGatewayLogger(logger: string): boolean {
  return ['gateway.', 'hermes_plugins', 'plugins.platforms'].some((prefix) => logger.startsWith(prefix));
}
