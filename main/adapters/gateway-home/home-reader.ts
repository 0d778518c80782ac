import type { Logger } from '../../app/ports/logger';
import {
  type GatewayRecord,
  type Parsed,
  type PidRecord,
  parseGatewayRecord,
  parsePidRecord,
} from '../../core/gateway-record';
import { type HomeFacts, NO_CONFIG, type Reading } from '../../core/home-facts';
import { t } from '../../core/i18n';
import { ConfigFile } from './config-file';
import { findControlSocket, HeartbeatFile } from './health-files';
import { readSmallFile } from './small-file';
import { parseStarts } from './starts-log';

export const PID_FILE = 'gateway.pid';
export const STATE_FILE = 'gateway_state.json';
export const STARTS_FILE = 'gateway-starts.log';

/** A real state file has a few KB; a broken one had 50 MB. */
const FILE_MAX_BYTES = 1024 ** 2;
/** A write in place takes well under a millisecond; these add up to a third of a second for a loaded machine. */
const TORN_RETRY_MS = [30, 80, 200] as const;

export interface HomeRead {
  /** Null while the first reading is torn and about to be repeated. */
  readonly facts: HomeFacts | null;
  /** After so long a torn file should be read again. */
  readonly retryInMs: number | null;
}

/** Reads one home again and again, and remembers what it last found in it. */
export class HomeReader {
  readonly #home: string;
  readonly #pidFile = new FileMemory(parsePidRecord);
  readonly #stateFile = new FileMemory(parseGatewayRecord);
  readonly #heartbeat = new HeartbeatFile();
  readonly #config: ConfigFile;

  constructor(home: string, logger: Logger) {
    this.#home = home;
    this.#config = new ConfigFile(logger);
  }

  /** `folder` is the home without symbolic links. */
  async read(folder: string): Promise<HomeRead> {
    const pidFile = await this.#pidFile.read(`${folder}/${PID_FILE}`);
    const stateFile = await this.#stateFile.read(`${folder}/${STATE_FILE}`);
    const startsLog = await readSmallFile(`${folder}/${STARTS_FILE}`, FILE_MAX_BYTES);
    const starts = startsLog.kind === 'content' ? parseStarts(startsLog.text) : [];
    const heartbeat = await this.#heartbeat.read(folder);
    const controlSocket = await findControlSocket([this.#home, folder]);
    const config = await this.#config.read(folder);
    const retries = [this.#pidFile.retryInMs, this.#stateFile.retryInMs].filter((delay) => delay !== null);
    const retryInMs = retries.length === 0 ? null : Math.min(...retries);
    if (pidFile === null || stateFile === null) return { facts: null, retryInMs };
    const more = { heartbeat, controlSocket, config };
    return { facts: { home: this.#home, problem: null, pidFile, stateFile, starts, ...more }, retryInMs };
  }

  /** The facts while there is no such folder. */
  absent(): HomeFacts {
    const absent = { kind: 'absent' } as const;
    this.#pidFile.found(absent);
    this.#stateFile.found(absent);
    this.#heartbeat.forget();
    this.#config.forget();
    const more = { heartbeat: null, controlSocket: null, config: NO_CONFIG };
    return { home: this.#home, problem: null, pidFile: absent, stateFile: absent, starts: [], ...more };
  }

  /** The facts while the folder cannot be read; what was known of its files is kept as the last good. */
  blocked(problem: string): HomeFacts {
    const pidFile = this.#pidFile.refused(t('file.folderUnreadable'));
    const stateFile = this.#stateFile.refused(t('file.folderUnreadable'));
    const more = { heartbeat: null, controlSocket: null, config: this.#config.last };
    return { home: this.#home, problem, pidFile, stateFile, starts: [], ...more };
  }
}

/** One file of the home: its last good value survives while it is torn. */
class FileMemory<T extends PidRecord | GatewayRecord> {
  readonly #parse: (text: string) => Parsed<T>;
  #shown: Reading<T> | null = null;
  #tornReads = 0;
  retryInMs: number | null = null;

  constructor(parse: (text: string) => Parsed<T>) {
    this.#parse = parse;
  }

  /** Null when it is torn and nothing is known yet. */
  async read(path: string): Promise<Reading<T> | null> {
    const content = await readSmallFile(path, FILE_MAX_BYTES);
    if (content.kind === 'absent') return this.found({ kind: 'absent' });
    if (content.kind === 'refused') return this.refused(content.reason);
    const parsed = this.#parse(content.text);
    if (parsed.ok) return this.found({ kind: 'read', value: parsed.value, writtenAt: content.writtenAt });
    return this.#torn(parsed.reason);
  }

  found(reading: Reading<T>): Reading<T> {
    this.#tornReads = 0;
    this.retryInMs = null;
    this.#shown = reading;
    return reading;
  }

  refused(reason: string): Reading<T> {
    return this.found({ kind: 'unreadable', reason, lastGood: this.#lastGood() });
  }

  #torn(reason: string): Reading<T> | null {
    // Already told: it stays so until the file changes, and then one look decides.
    if (this.#shown?.kind === 'unreadable') return this.refused(reason);
    const delay = TORN_RETRY_MS[this.#tornReads];
    if (delay === undefined) return this.refused(reason);
    this.#tornReads += 1;
    this.retryInMs = delay;
    return this.#shown;
  }

  #lastGood(): { readonly value: T; readonly writtenAt: number } | null {
    const shown = this.#shown;
    if (shown?.kind === 'read') return { value: shown.value, writtenAt: shown.writtenAt };
    return shown?.kind === 'unreadable' ? shown.lastGood : null;
  }
}
