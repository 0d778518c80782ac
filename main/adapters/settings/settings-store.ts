import { readFile, stat } from 'node:fs/promises';
import type { SettingsStore } from '../../app/ports/settings-store';
import { t } from '../../core/i18n';
import { errorMessage, failure, type Result } from '../../core/result';
import { DEFAULT_SETTINGS } from '../../core/settings';
import { readSettings, type SettingsRead } from './read-settings';
import { writeSetting } from './write-settings';

const FILE_MAX_BYTES = 256 * 1024;
const DEADLINE_MS = 5000;

/** `folder` is hermes-tray's configuration folder, absolute. */
export function createSettingsStore(folder: string): SettingsStore {
  const file = `${folder}/settings.json`;
  // One after the other: two clicks must not read what the other is about to write.
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: () => withDeadline(readSettingsFile(file), DEADLINE_MS, () => unread(file, 'it does not answer')),
    setDoNotDisturb(enabled) {
      const written = last.then(() => writeSetting(file, 'doNotDisturb', enabled));
      last = written;
      return withDeadline<Result<null>>(written, DEADLINE_MS, () =>
        failure('timeout', t('settingsFile.late', { file })),
      );
    },
  };
}

async function readSettingsFile(file: string): Promise<SettingsRead> {
  try {
    const found = await stat(file);
    // A named pipe would make the app wait for a writer.
    if (!found.isFile()) return unread(file, 'it is no regular file');
    if (found.size > FILE_MAX_BYTES) return unread(file, `it is ${found.size} bytes large`);
    return readSettings(file, new TextDecoder('utf-8').decode(await readFile(file)));
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isAbsent ? { settings: DEFAULT_SETTINGS, problems: [] } : unread(file, errorMessage(error));
  }
}

function unread(file: string, why: string): SettingsRead {
  return { settings: DEFAULT_SETTINGS, problems: [`${file} cannot be read: ${why}. The defaults are used.`] };
}

async function withDeadline<T>(work: Promise<T>, milliseconds: number, late: () => T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late()), milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
