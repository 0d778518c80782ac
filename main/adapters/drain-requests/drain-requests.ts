import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Clock } from '../../app/ports/clock';
import type { DrainRequests } from '../../app/ports/drain-requests';
import { t } from '../../core/i18n';
import { errorMessage, type Failure, failure, type Result, success } from '../../core/result';
import { codeOf, createRequest, type Found, findRequest, PRINCIPAL, removeFile } from './request-file';

const FILE_NAME = '.drain_request.json';
/** Left behind by a write that was killed. Nobody else has a file of this name. */
const DRAFT_NAME = '.drain_request.json.hermes-tray.tmp';
const DEADLINE_MS = 5_000;

/** What is done with the file. */
type Doing = 'written' | 'removed' | 'read';

/** What a call that is out of time still has to know. */
interface Call {
  isLate: boolean;
}

export function createDrainRequests({ clock }: { readonly clock: Clock }): DrainRequests {
  /** Of each home, the end of what is under way. */
  const last = new Map<string, Promise<unknown>>();

  function run<T>(home: string, doing: Doing, work: (call: Call) => Promise<Result<T>>): Promise<Result<T>> {
    const path = join(home, FILE_NAME);
    const call: Call = { isLate: false };
    const before = last.get(home) ?? Promise.resolve();
    const done = before.then(async () => {
      if (call.isLate) return failure('timeout', '');
      try {
        return (await problemOf(home, path, doing)) ?? (await work(call));
      } catch (error) {
        return ioFailure(path, doing, error);
      }
    });
    last.set(home, done);
    void done.then(() => {
      if (last.get(home) === done) last.delete(home);
    });
    return new Promise((resolve) => {
      const cancel = clock.after(DEADLINE_MS, () => {
        call.isLate = true;
        resolve(failure('timeout', t(`drainRequest.late.${doing}`, { path, seconds: DEADLINE_MS / 1000 })));
      });
      void done.then((result) => {
        cancel();
        resolve(result);
      });
    });
  }

  return {
    write(home) {
      const path = join(home, FILE_NAME);
      const draft = join(home, DRAFT_NAME);
      return run(home, 'written', async (call) => {
        const found = await findRequest(path);
        if (found.kind === 'ours') return success(null);
        if (found.kind === 'foreign') return foreign(path, found);
        try {
          await createRequest(path, draft, requestText(clock.now()));
        } catch (error) {
          if (codeOf(error) !== 'EEXIST') throw error;
          // Somebody was quicker.
          return foreign(path, await findRequest(path));
        }
        // We have said that it was not written: a gateway would stay drained for nothing.
        if (call.isLate) await removeFile(path);
        return success(null);
      });
    },

    remove(home) {
      const path = join(home, FILE_NAME);
      return run(home, 'removed', async () => {
        await removeFile(join(home, DRAFT_NAME));
        if ((await findRequest(path)).kind === 'ours') await removeFile(path);
        return success(null);
      });
    },

    find: (home) => run(home, 'read', async () => success((await findRequest(join(home, FILE_NAME))).kind)),
  };
}

/** Contract §2.4. No epoch: Hermes takes a request without one, and one that is wrong would be ignored without a word. */
function requestText(now: number): string {
  const request = {
    action: 'drain',
    // As Python writes it, and reads it in every version.
    requested_at: new Date(now).toISOString().replace('Z', '+00:00'),
    principal: PRINCIPAL,
    suppress_notification: false,
  };
  return `${JSON.stringify(request)}\n`;
}

/** Why nothing can be done in that home; null when there is nothing in the way. */
async function problemOf(home: string, path: string, doing: Doing): Promise<Failure | null> {
  if (!isAbsolute(home)) {
    return failure('no-home', t(`drainRequest.notAbsolute.${doing}`, { path }));
  }
  if ((await stat(home)).isDirectory()) return null;
  return failure('no-home', t(`drainRequest.noFolder.${doing}`, { path, home }));
}

function foreign(path: string, found: Found): Failure {
  const what = found.kind === 'foreign' ? found.what : t('drainRequest.changing');
  return failure('foreign', t('drainRequest.foreign', { path, what }));
}

function ioFailure(path: string, doing: Doing, error: unknown): Failure {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return failure('no-home', t(`drainRequest.missing.${doing}`, { path }));
    case 'EACCES':
    case 'EPERM':
      return failure('no-permission', t(`drainRequest.denied.${doing}`, { path }));
    default:
      return failure('io', t(`drainRequest.io.${doing}`, { path, why: errorMessage(error) }));
  }
}
