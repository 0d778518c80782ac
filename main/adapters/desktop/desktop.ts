import { app, clipboard, shell } from 'electron';
import type { Desktop } from '../../app/ports/desktop';
import { errorMessage, failure, type Result, success } from '../../core/result';
import { nearestPath } from './nearest-path';

const DEADLINE_MS = 5000;

/** The desktop as Electron reaches it. */
export function createDesktop(): Desktop {
  return {
    async revealFile(path) {
      if (!path.startsWith('/')) return failure('not-absolute', `${path} cannot be shown: it is no absolute path.`);
      const late = `${path} could not be shown: the file manager or the drive has not answered for 5 s.`;
      return withDeadline(reveal(path), late);
    },
    copyText: (text) => withDeadline(copy(text), 'The clipboard has not answered for 5 s.'),
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
    return failure('no-file-manager', `${path} is not there, and ${nearest.folder} could not be opened: ${problem}`);
  } catch (error) {
    return failure('io', `${path} could not be shown: ${errorMessage(error)}`);
  }
}

async function copy(text: string): Promise<Result<null>> {
  try {
    // A promise from Electron 44 on; before that it is done when it returns.
    await clipboard.writeText(text);
    return success(null);
  } catch (error) {
    return failure('clipboard', `It could not be copied: ${errorMessage(error)}`);
  }
}

/** A hung network drive, a file manager or a clipboard that never answers. */
async function withDeadline(work: Promise<Result<null>>, message: string): Promise<Result<null>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<Result<null>>((resolve) => {
    timer = setTimeout(() => resolve(failure('timeout', message)), DEADLINE_MS);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
