import { appendFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createClock } from '../../../../main/adapters/clock/clock';
import { createGatewayLogs } from '../../../../main/adapters/log/gateway-logs';
import type { FollowedLogs } from '../../../../main/app/ports/gateway-logs';
import type { LogFact, LogFile } from '../../../../main/core/log-finding';
import { type Announcements, createAnnouncements } from '../../../contracts/announcements';
import { type GatewayLogsRig, listenerOf } from '../../../contracts/gateway-logs.contract';
import { createFakeLogger, type FakeLogger } from '../../../fakes/fake-logger';

export interface LogsRig extends GatewayLogsRig {
  readonly folder: string;
  readonly logger: FakeLogger;
  /** The delays that are being waited for. */
  readonly timers: () => readonly number[];
  path(file: LogFile): string;
  /** Bytes as they are. */
  append(file: LogFile, content: string | Uint8Array): Promise<void>;
  follow(since?: number | null): {
    readonly seen: Announcements<LogFact>;
    readonly followed: FollowedLogs;
    /** What was announced so far, by its chat or its kind. */
    readonly told: () => readonly string[];
  };
}

/** As many as Hermes keeps. */
const OLD_FILES = 3;

/** A home in a temp folder, real files. */
export async function createLogsRig(): Promise<LogsRig> {
  const root = await mkdtemp(join(tmpdir(), 'hermes-tray-logs-'));
  const home = `${root}/.hermes`;
  const folder = `${home}/logs`;
  const logger = createFakeLogger();
  const delays = new Map<number, number>();
  const clock = createClock();
  let timers = 0;
  const logs = createGatewayLogs({
    logger,
    clock: {
      now: clock.now,
      after(milliseconds, callback) {
        const id = timers++;
        delays.set(id, milliseconds);
        const cancel = clock.after(milliseconds, () => {
          delays.delete(id);
          callback();
        });
        return () => {
          delays.delete(id);
          cancel();
        };
      },
    },
  });
  const following: FollowedLogs[] = [];
  const path = (file: LogFile) => `${folder}/${file}.log`;

  async function append(file: LogFile, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(path(file)), { recursive: true });
    await appendFile(path(file), content);
  }

  return {
    logs,
    home,
    folder,
    logger,
    timers: () => [...delays.values()],
    path,
    append,
    write: (file, line) => append(file, `${line}\n`),
    async rotate(file) {
      for (let age = OLD_FILES; age >= 1; age -= 1) {
        const from = age === 1 ? path(file) : `${path(file)}.${age - 1}`;
        // Not there yet.
        await rename(from, `${path(file)}.${age}`).catch(() => undefined);
      }
    },
    removeHome: () => rm(home, { recursive: true, force: true }),
    follow(since = null) {
      const seen = createAnnouncements<LogFact>();
      const followed = logs.follow(home, since, listenerOf(seen));
      following.push(followed);
      const told = () => seen.all.map(({ finding }) => ('chat' in finding ? finding.chat : finding.kind));
      return { seen, followed, told };
    },
    async dispose() {
      for (const followed of following) followed.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
