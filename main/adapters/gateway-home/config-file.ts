import { stat } from 'node:fs/promises';
import type { Logger } from '../../app/ports/logger';
import { type HermesConfig, NO_CONFIG } from '../../core/home-facts';
import { parseConfig } from './config-yaml';
import { readSmallFile } from './small-file';

export const CONFIG_FILE = 'config.yaml';

/** Parsing takes about a second a megabyte, and a real one has a few dozen KB. */
const FILE_MAX_BYTES = 1024 ** 2;

/** config.yaml of a home, read anew only when the file is another one: a look for a heartbeat costs it one stat(). */
export class ConfigFile {
  readonly #logger: Logger;
  #version: string | null = null;
  #config = NO_CONFIG;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  async read(folder: string): Promise<HermesConfig> {
    const path = `${folder}/${CONFIG_FILE}`;
    // Before it is read: a change in between is found by the next look.
    const version = await versionOf(path);
    if (version !== this.#version) {
      this.#version = version;
      this.#config = version === null ? NO_CONFIG : await this.#parse(path);
    }
    return this.#config;
  }

  /** What it said when it was last read. */
  get last(): HermesConfig {
    return this.#config;
  }

  forget(): void {
    this.#version = null;
    this.#config = NO_CONFIG;
  }

  async #parse(path: string): Promise<HermesConfig> {
    const content = await readSmallFile(path, FILE_MAX_BYTES);
    if (content.kind === 'absent') return NO_CONFIG;
    const parsed = content.kind === 'content' ? parseConfig(content.text) : null;
    if (parsed?.ok === true) return parsed.value;
    const reason = content.kind === 'refused' ? content.reason : parsed?.message;
    this.#logger.debug(`${path} tells no time limits, Hermes' defaults are assumed: ${reason}`);
    return NO_CONFIG;
  }
}

/** With the time of the last change of any kind: a copy may bring the modification time of another file along. */
async function versionOf(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch {
    return null;
  }
}
