import { lstat, mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { t } from '../../core/i18n';
import { errorMessage, failure, type Result, success } from '../../core/result';

const FILE_MAX_BYTES = 256 * 1024;

/**
 * Changes one key of a JSON file and nothing else, so that what a person, or a later version, has written there stays.
 * One that is no JSON object is left alone: writing over it would throw away what was meant.
 */
export async function writeSetting(file: string, name: string, value: unknown): Promise<Result<null>> {
  try {
    // A person may keep their settings elsewhere and link to them.
    const target = await followLink(file);
    const before = await readObject(target, file);
    if (!before.ok) return before;
    if (JSON.stringify(before.value[name]) === JSON.stringify(value)) return success(null);
    await replace(target, `${JSON.stringify({ ...before.value, [name]: value }, null, 2)}\n`);
    return success(null);
  } catch (error) {
    return failure('io', t('settingsFile.notWritten', { file, name, why: errorMessage(error) }));
  }
}

async function readObject(target: string, file: string): Promise<Result<Readonly<Record<string, unknown>>>> {
  const text = await readText(target);
  if (text === null || text.trim() === '') return success({});
  const json = parse(text.replace(/^\ufeff/, ''));
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return success({ ...json });
  return failure('broken', t('settingsFile.broken', { file }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Null when there is none. Throws when it is no small regular file. */
async function readText(target: string): Promise<string | null> {
  try {
    const found = await lstat(target);
    if (!found.isFile() || found.size > FILE_MAX_BYTES) throw new Error(t('settingsFile.noFile'));
    return await readFile(target, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function followLink(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return file;
    throw error;
  }
}

/** At once or not at all: a reader, or a power cut, never meets half of it. */
async function replace(target: string, text: string): Promise<void> {
  const draft = `${target}.${process.pid}.tmp`;
  await makeFolder(dirname(target));
  try {
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Not mkdir's `recursive`: where a file system answers ENOENT to every mkdir (/proc, autofs), Node tries for ever. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT') throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode: 0o700 });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
