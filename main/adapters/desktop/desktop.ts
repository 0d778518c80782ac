import { app, clipboard, shell } from 'electron';
import type { Desktop } from '../../app/ports/desktop';
import { t } from '../../core/i18n';
import { errorMessage, failure, type Result, success } from '../../core/result';
import { withDeadline } from '../with-deadline';
import { nearestPath } from './nearest-path';

/** A hung network drive, a file manager or a clipboard that never answers. */
const DEADLINE_MS = 5000;

/** The desktop as Electron reaches it. */
export function createDesktop(): Desktop {
  return {
    async revealFile(path) {
      if (!path.startsWith('/')) return failure('not-absolute', t('desktop.notAbsolute', { path }));
      return withDeadline(reveal(path), DEADLINE_MS, () => failure('timeout', t('desktop.late', { path })));
    },
    copyText: (text) => withDeadline(copy(text), DEADLINE_MS, () => failure('timeout', t('desktop.clipboardLate'))),
    // After the reply to whoever pressed it: quitting closes the bus on the spot.
    quit: () => void setImmediate(() => app.quit()),
  };
}

async function reveal(path: string): Promise<Result<null>> {
  try {
    const nearest = await nearestPath(path);
    if (nearest.kind === 'itself') {
      // Tells nothing back: org.freedesktop.FileManager1, or xdg-open on the folder.
      shell.showItemInFolder(path);
      return success(null);
    }
    const problem = await shell.openPath(nearest.folder);
    if (problem === '') return success(null);
    return failure('no-file-manager', t('desktop.noFileManager', { path, folder: nearest.folder, why: problem }));
  } catch (error) {
    return failure('io', t('desktop.notShown', { path, why: errorMessage(error) }));
  }
}

async function copy(text: string): Promise<Result<null>> {
  try {
    // A promise from Electron 44 on; before that it is done when it returns.
    await clipboard.writeText(text);
    return success(null);
  } catch (error) {
    return failure('clipboard', t('desktop.notCopied', { why: errorMessage(error) }));
  }
}
