import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { LogProblem } from '../../../core/log-view';
import { errorMessage } from '../../../core/result';
import { errorCode } from '../open-file';
import { identityOfPath, type LogFileHandle, openLog } from './log-file-handle';

/** How often a look begins anew because files were renamed under it. */
const MOST_LOOKS = 8;

export interface FoundFiles {
  /** Those that could be opened, oldest first. */
  readonly files: readonly LogFileHandle[];
  /** What keeps the log itself from being read; a backup that can't be read is left out. */
  readonly problem: LogProblem | null;
}

/** A log and its backups: `agent.log`, `agent.log.1`, … */
export class LogFiles {
  readonly #folder: string;
  readonly #name: string;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  /** Opens all that are there. While somebody rotates them, one may be met twice: it is taken once. */
  openAll(): FoundFiles {
    for (let look = 1; ; look += 1) {
      const names = this.#names();
      if ('kind' in names) return { files: [], problem: names };
      const opened = this.#open(names);
      if (look === MOST_LOOKS || this.#areStill(names, opened.files)) return opened;
      for (const file of opened.files) file.close();
    }
  }

  /**
   * Opens what has come since `known` were opened. Backups are renamed from below, so all that stand in front of the newest
   * known file are new; where that one is gone, everything is that is not known.
   */
  openNew(known: readonly LogFileHandle[]): FoundFiles {
    const newestFile = known.at(-1);
    if (newestFile !== undefined && identityOfPath(join(this.#folder, this.#name)) === newestFile.identity) {
      return { files: [], problem: null };
    }
    const found = this.openAll();
    const identities = new Set(known.map(({ identity }) => identity));
    const place = found.files.findIndex(({ identity }) => identity === newestFile?.identity);
    const isNew = (file: LogFileHandle, index: number) => index > place && !identities.has(file.identity);
    for (const [index, file] of found.files.entries()) if (!isNew(file, index)) file.close();
    return { files: found.files.filter(isNew), problem: found.problem };
  }

  #open(names: readonly string[]): FoundFiles {
    const files = new Map<string, LogFileHandle>();
    const missing: LogProblem = { kind: 'missing', detail: join(this.#folder, this.#name) };
    let problem: LogProblem | null = missing;
    for (const name of names) {
      const opened = openLog(join(this.#folder, name));
      if (name === this.#name) {
        problem = opened.kind === 'problem' ? opened.problem : opened.kind === 'absent' ? missing : null;
      }
      if (opened.kind !== 'file') continue;
      const twin = files.get(opened.file.identity);
      twin?.close();
      // Renamed after it was met first: its new place counts.
      files.delete(opened.file.identity);
      files.set(opened.file.identity, opened.file);
    }
    return { files: [...files.values()], problem };
  }

  /** Whether each file stands where it was opened: nothing was renamed meanwhile. */
  #areStill(names: readonly string[], files: readonly LogFileHandle[]): boolean {
    const seen = names.map((name) => identityOfPath(join(this.#folder, name)));
    return files.every(({ identity }) => seen.includes(identity)) && seen.at(-1) === (files.at(-1)?.identity ?? null);
  }

  /** Oldest first. */
  #names(): readonly string[] | LogProblem {
    try {
      const ages = new Map<string, number>();
      for (const name of readdirSync(this.#folder)) {
        const age = this.#ageOf(name);
        if (age !== null) ages.set(name, age);
      }
      return [...ages].sort(([, one], [, other]) => other - one).map(([name]) => name);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing', detail: join(this.#folder, this.#name) };
      if (code === 'EACCES') return { kind: 'no-permission', detail: this.#folder };
      return { kind: 'unreadable', detail: errorMessage(error) };
    }
  }

  /** 0 for the log itself; null for another file. */
  #ageOf(name: string): number | null {
    if (name === this.#name) return 0;
    if (!name.startsWith(`${this.#name}.`)) return null;
    const age = name.slice(this.#name.length + 1);
    return /^[1-9]\d{0,3}$/.test(age) ? Number(age) : null;
  }
}
