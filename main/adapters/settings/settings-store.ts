import { readFile, stat } from 'node:fs/promises';
import type { PathWatcher } from '../../app/ports/path-watcher';
import type { SettingsRead, SettingsStore } from '../../app/ports/settings-store';
import { t } from '../../core/i18n';
import { errorMessage, failure, type Result } from '../../core/result';
import { DEFAULT_SETTINGS } from '../../core/settings';
import { withDeadline } from '../with-deadline';
import { notUnderstood, readSettings } from './read-settings';
import { writeSetting } from './write-settings';

const FILE_MAX_BYTES = 256 * 1024;
const DEADLINE_MS = 5000;

/** `folder` is hermes-tray's configuration folder, absolute. */
export function createSettingsStore(folder: string, watcher: PathWatcher): SettingsStore {
  const file = `${folder}/settings.json`;
  // One after the other: two clicks must not read what the other is about to write.
  let last: Promise<unknown> = Promise.resolve();
  let writes = 0;
  let isToLook = false;
  let tell: ((read: SettingsRead) => void) | null = null;

  const read = () =>
    withDeadline(readSettingsFile(file), DEADLINE_MS, () => unread(file, t('settingsFile.unread.late')));

  function look(): void {
    if (isToLook) return;
    isToLook = true;
    last = last.then(lookNow).catch(() => undefined);
  }

  async function lookNow(): Promise<void> {
    isToLook = false;
    const found = await read();
    // What is being written is newer, and comes with its own look.
    if (writes === 0) tell?.(found);
  }

  async function write(name: string, value: unknown): Promise<Result<null>> {
    try {
      return await writeSetting(file, name, value);
    } finally {
      writes -= 1;
    }
  }

  return {
    file,
    read,
    set({ name, value }) {
      writes += 1;
      const written = withDeadline<Result<null>>(
        last.then(() => write(name, value)),
        DEADLINE_MS,
        () => failure('timeout', t('settingsFile.late', { file })),
      );
      // A drive that does not answer holds up nobody for longer than that.
      last = written.catch(() => undefined);
      return written;
    },
    watch(listener) {
      tell = listener;
      const unwatch = watcher.watch([file], look);
      return () => {
        tell = null;
        unwatch();
      };
    },
  };
}

async function readSettingsFile(file: string): Promise<SettingsRead> {
  try {
    const found = await stat(file);
    // A named pipe would make the app wait for a writer.
    if (!found.isFile()) return unread(file, t('settingsFile.unread.noFile'));
    if (found.size > FILE_MAX_BYTES) return unread(file, t('settingsFile.unread.large', { bytes: found.size }));
    return readSettings(file, new TextDecoder('utf-8').decode(await readFile(file)));
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent) return { settings: DEFAULT_SETTINGS, problems: [], isUnderstood: true };
    return unread(file, errorMessage(error));
  }
}

function unread(file: string, why: string): SettingsRead {
  return notUnderstood(t('settingsFile.unread', { file, why }));
}
