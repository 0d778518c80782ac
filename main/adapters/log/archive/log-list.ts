import { access } from 'node:fs/promises';
import type { LogFile } from '../../../core/log-finding';
import { LOG_FILES } from '../../../core/log-view';
import { withDeadline } from '../../with-deadline';
import { FolderWatches } from '../folder-watches';
import { walkTo } from '../path-walk';

const LIST_MS = 5_000;
/** Only where the kernel has no watch left. */
const POLL_MS = 5_000;

/** Which logs a folder has. */
export async function listLogs(folder: string): Promise<readonly LogFile[]> {
  const found = await Promise.all(
    LOG_FILES.map((file) =>
      withDeadline(
        access(`${folder}/${file}.log`).then(
          () => true,
          () => false,
        ),
        LIST_MS,
        () => false,
      ),
    ),
  );
  return LOG_FILES.filter((_, index) => found[index]);
}

/** Tells which logs a folder has, and again whenever one comes or goes. What is written into them is no matter. */
export function followLogList(folder: string, listener: (files: readonly LogFile[]) => void): () => void {
  const watches = new FolderWatches(({ kind }) => {
    if (kind === 'rename') void look();
  });
  let told: string | null = null;
  let isLooking = false;
  let isWantedAgain = false;
  let isClosed = false;
  let poll: NodeJS.Timeout | null = null;

  async function look(): Promise<void> {
    isWantedAgain = true;
    if (isLooking) return;
    isLooking = true;
    while (isWantedAgain && !isClosed) {
      // What happened before a watch stood is seen by another look.
      isWantedAgain = await watch();
      const files = await listLogs(folder);
      if (isClosed || told === files.join()) continue;
      told = files.join();
      listener(files);
    }
    isLooking = false;
    if (watches.limit !== null && !isClosed) poll ??= setTimeout(lookOnceMore, POLL_MS);
  }

  function lookOnceMore(): void {
    poll = null;
    void look();
  }

  /** Whether more is watched than before. */
  async function watch(): Promise<boolean> {
    const { points, end } = await walkTo(folder);
    const names = end.kind === 'folder' ? LOG_FILES.map((file) => ({ folder: end.realPath, name: `${file}.log` })) : [];
    return watches.sync([...points, ...names]);
  }

  void look();
  return () => {
    isClosed = true;
    if (poll !== null) clearTimeout(poll);
    watches.close();
  };
}
