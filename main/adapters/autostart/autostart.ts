import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Autostart } from '../../app/ports/desktop';
import { t } from '../../core/i18n';
import { errorMessage, failure, type Result, success } from '../../core/result';
import { autostartEntry, isEnabledEntry, isOurEntry } from './desktop-entry';

export interface AutostartOptions {
  /** The desktop's autostart folder, absolute. */
  readonly folder: string;
  /** What a session is to run: see autostartCommand. */
  readonly command: readonly string[];
}

const FILE_NAME = 'hermes-tray.desktop';
const FILE_MAX_BYTES = 64 * 1024;

/** The XDG autostart entry of this user. systemd makes a unit of it where it starts the session. */
export function createAutostart({ folder, command }: AutostartOptions): Autostart {
  const file = `${folder}/${FILE_NAME}`;
  // One after the other: two clicks must not write and remove at the same time.
  let last: Promise<unknown> = Promise.resolve();

  return {
    async isEnabled() {
      try {
        return isEnabledEntry((await readEntry(file)) ?? '');
      } catch {
        return false;
      }
    },
    setEnabled(enabled) {
      const done = last.then(() => (enabled ? enable(folder, file, command) : disable(file)));
      last = done;
      return done;
    },
  };
}

/**
 * What starts this very installation again, without its window. An AppImage runs from a mount point that is gone with
 * it, so its own path ($APPIMAGE) counts; an unpackaged Electron has to be told the app's folder.
 */
export function autostartCommand(installation: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly execPath: string;
  readonly isPackaged: boolean;
  readonly appPath: string;
}): readonly string[] {
  const { environment, execPath, isPackaged, appPath } = installation;
  if (!isPackaged) return [execPath, appPath, '--hidden'];
  return [environment['APPIMAGE'] || execPath, '--hidden'];
}

async function enable(folder: string, file: string, command: readonly string[]): Promise<Result<null>> {
  // A reader must never see half of it: a session may be starting.
  const draft = `${folder}/.${FILE_NAME}.${process.pid}.tmp`;
  try {
    const existing = await readEntry(file);
    if (existing !== null && existing.trim() !== '' && !isOurEntry(existing)) {
      return failure('foreign', t('autostart.foreign', { file }));
    }
    await makeFolder(folder);
    const handle = await open(draft, 'w', 0o644);
    try {
      await handle.writeFile(autostartEntry(command));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    return success(null);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    return failure('io', t('autostart.notWritten', { file, why: errorMessage(error) }));
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

async function disable(file: string): Promise<Result<null>> {
  try {
    const existing = await readEntry(file);
    if (existing === null) return success(null);
    if (!isOurEntry(existing)) {
      return failure('foreign', t('autostart.notOurs', { file }));
    }
    await rm(file, { force: true });
    return success(null);
  } catch (error) {
    return failure('io', t('autostart.notRemoved', { file, why: errorMessage(error) }));
  }
}

/** Null when there is none. Throws when it is no small regular file. */
async function readEntry(file: string): Promise<string | null> {
  try {
    const found = await stat(file);
    if (!found.isFile() || found.size > FILE_MAX_BYTES) throw new Error(t('autostart.noEntry'));
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
