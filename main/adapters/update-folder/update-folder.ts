import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Logger } from '../../app/ports/logger';
import type { UpdateFolder } from '../../app/ports/update-folder';
import { t } from '../../core/i18n';
import { errorMessage, failure, type Result, success } from '../../core/result';
import { isUpdating, type UpdateRun } from '../../core/update-run';
import { codeOf, makeFolder, readEnd, writeWhole } from './files';
import { runSchema } from './run-schema';

const RUN_FILE = 'run.json';
const COPIES_FOLDER = 'before';
/** In the order in which they are written. */
const OUTPUT_FILES = ['update.log', 'way-back.log'] as const;
const KEPT_RUNS = 20;
const RUN_MAX_BYTES = 1024 ** 2;
const COPY_MAX_BYTES = 4 * 1024 ** 2;
const OUTPUT_MAX_BYTES = 4 * 1024 ** 2;
const COPY_DEADLINE_MS = 5_000;
/** Nothing else in that folder is ever touched. */
const OUR_NAME = /^[0-9]{8}T[0-9]{6}-[0-9]{1,7}$/;

export function createUpdateFolder({
  folder,
  logger,
}: {
  readonly folder: string;
  readonly logger: Logger;
}): UpdateFolder {
  /** Those that this start has seen in their place. */
  const known = new Set<string>();

  /** The latest first. */
  async function ids(): Promise<readonly string[]> {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      const ours = entries.filter((entry) => entry.isDirectory() && OUR_NAME.test(entry.name));
      return ours.map(({ name }) => name).sort((left, right) => right.localeCompare(left));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') logger.warn(`${folder} cannot be read: ${errorMessage(error)}`);
      return [];
    }
  }

  async function readRun(id: string): Promise<UpdateRun | null> {
    const path = join(folder, id, RUN_FILE);
    try {
      const end = await readEnd(path, RUN_MAX_BYTES);
      if (end === null) return null;
      const run = runSchema.parse(JSON.parse(end.bytes.toString('utf8')));
      return run.id === id ? run : null;
    } catch (error) {
      logger.warn(`${path} is left out: ${errorMessage(error).slice(0, 300)}`);
      return null;
    }
  }

  /** Its folder may hold what a process that still runs is writing to. */
  async function sweep(current: string): Promise<void> {
    for (const id of (await ids()).slice(KEPT_RUNS)) {
      if (id === current || isUpdating(await readRun(id))) continue;
      const path = join(folder, id);
      await rm(path, { recursive: true, force: true }).catch((error: unknown) =>
        logger.warn(`${path} cannot be removed: ${errorMessage(error)}`),
      );
    }
  }

  async function copy(id: string, files: readonly string[], isLate: () => boolean): Promise<Result<null>> {
    const target = join(folder, id, COPIES_FOLDER);
    const taken = new Set<string>();
    const problems: string[] = [];
    for (const file of [...new Set(files)]) {
      if (isLate()) break;
      try {
        const found = await readEnd(file, COPY_MAX_BYTES);
        // A home without a config.yaml is as good as any.
        if (found === null) continue;
        if (!found.isWhole) throw new Error(t('updateFolder.tooLarge'));
        makeFolder(target);
        await writeFile(join(target, nameOfCopy(file, taken)), found.bytes, { mode: 0o600 });
      } catch (error) {
        problems.push(t('updateFolder.notCopied', { file, folder: target, why: errorMessage(error) }));
      }
    }
    return problems.length === 0 ? success(null) : failure('io', problems.join(' '));
  }

  return {
    async read() {
      const runs: UpdateRun[] = [];
      for (const id of await ids()) {
        const run = await readRun(id);
        if (run !== null) runs.push(run);
        known.add(id);
      }
      return runs;
    },

    save(run) {
      const path = join(folder, run.id, RUN_FILE);
      if (!OUR_NAME.test(run.id)) return failure('invalid', t('updateFolder.notWritten', { path, why: run.id }));
      try {
        writeWhole(path, `${JSON.stringify(run, null, 2)}\n`);
      } catch (error) {
        return failure('io', t('updateFolder.notWritten', { path, why: errorMessage(error) }));
      }
      if (!known.has(run.id)) void sweep(run.id);
      known.add(run.id);
      return success(null);
    },

    keepCopies(id, files) {
      return new Promise((resolve) => {
        let isLate = false;
        const timer = setTimeout(() => {
          isLate = true;
          const seconds = COPY_DEADLINE_MS / 1000;
          resolve(failure('timeout', t('updateFolder.late', { folder: join(folder, id), seconds })));
        }, COPY_DEADLINE_MS);
        void copy(id, files, () => isLate).then((result) => {
          clearTimeout(timer);
          resolve(result);
        });
      });
    },

    async readOutput(id) {
      if (!OUR_NAME.test(id)) return '';
      const parts: Buffer[] = [];
      for (const name of OUTPUT_FILES) {
        const path = join(folder, id, name);
        try {
          const end = await readEnd(path, OUTPUT_MAX_BYTES);
          if (end !== null && end.bytes.length > 0) parts.push(end.bytes);
        } catch (error) {
          logger.warn(`${path} cannot be read: ${errorMessage(error)}`);
        }
      }
      const text = parts.map((bytes) => bytes.toString('utf8')).join('\n');
      const bytes = Buffer.from(text);
      return bytes.length <= OUTPUT_MAX_BYTES
        ? text
        : fromCharacter(bytes.subarray(-OUTPUT_MAX_BYTES)).toString('utf8');
    },
  };
}

/** `coder-config.yaml` of `/home/ada/.hermes/profiles/coder/config.yaml`; what has the name already gets a number. */
function nameOfCopy(file: string, taken: Set<string>): string {
  const wanted = `${basename(dirname(file))}-${basename(file)}`;
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}.${count}`;
  taken.add(name);
  return name;
}

/** From the first byte that begins a character of UTF-8. */
function fromCharacter(bytes: Buffer): Buffer {
  const begin = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return bytes.subarray(Math.max(0, begin));
}
