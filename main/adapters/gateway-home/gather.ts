import type { HomeSighting, HomeSubject } from '../../app/ports/gateway-home';
import type { Logger } from '../../app/ports/logger';
import { type HermesHome, hermesHomeOf, redirectedHome } from '../../core/hermes-home';
import { type HomeFacts, isSameProcess, lastGood } from '../../core/home-facts';
import { describeBlocked } from './blocked';
import { CONFIG_FILE } from './config-file';
import type { FolderWatches } from './folder-watches';
import { HEARTBEAT_FILE, SOCKET_FILE, SOCKET_POINTER_FILE, STATE_FOLDER } from './health-files';
import { HomeReader, PID_FILE, STARTS_FILE, STATE_FILE } from './home-reader';
import { type PathWalk, type WatchPoint, walkTo } from './path-walk';
import { livingGateway, processEnvironment, readProcess } from './process-facts';
import { readSmallFile } from './small-file';

const ACTIVE_PROFILE_FILE = 'active_profile';
const ACTIVE_PROFILE_MAX_BYTES = 4096;
const WATCHED_FILES = [
  PID_FILE,
  STATE_FILE,
  STARTS_FILE,
  STATE_FOLDER,
  SOCKET_FILE,
  SOCKET_POINTER_FILE,
  CONFIG_FILE,
] as const;
/** Each round adds the watches that the round before found wanting; more than three need somebody who moves folders. */
const MOST_WATCH_ROUNDS = 4;
const UNSETTLED_RETRY_MS = 50;

export interface Gathered {
  /** Null while a first reading is torn and about to be repeated. */
  readonly sighting: HomeSighting | null;
  /** After so long something should be looked at again; null to wait for an event. */
  readonly retryInMs: number | null;
}

interface Candidate {
  readonly home: string;
  readonly walk: PathWalk;
}

interface Seen {
  readonly facts: HomeFacts | null;
  readonly retryInMs: number | null;
  readonly process: HomeSighting['process'];
}

/** Looks at a gateway's files, one after the other: a file system that hangs holds one thread of the pool, not four. */
export class HomeGatherer {
  readonly #userHome: string;
  readonly #procFolder: string;
  readonly #watches: FolderWatches;
  readonly #logger: Logger;
  readonly #readers = new Map<string, HomeReader>();

  constructor(userHome: string, procFolder: string, watches: FolderWatches, logger: Logger) {
    this.#userHome = userHome;
    this.#procFolder = procFolder;
    this.#watches = watches;
    this.#logger = logger;
  }

  async gather(subject: HomeSubject): Promise<Gathered> {
    // The unit's file may have been rewritten since the process started; EnvironmentFile= is not in it at all.
    const environment = (await processEnvironment(this.#procFolder, subject.mainPid)) ?? subject.environment;
    const base = hermesHomeOf({ ...subject, environment, userHome: this.#userHome });
    const { candidates, settled } = await this.#watchedCandidates(base);
    const seen: Seen[] = [];
    for (const candidate of candidates) seen.push(await this.#look(candidate));
    const chosen = await this.#choose(seen, subject.mainPid);
    // Also a torn file of the home that was not chosen: with its content, it may be.
    const delays = seen.map((one) => one.retryInMs).filter((delay) => delay !== null);
    if (!settled) delays.push(UNSETTLED_RETRY_MS);
    const retryInMs = delays.length === 0 ? null : Math.min(...delays);
    if (chosen === undefined || chosen.facts === null) return { sighting: null, retryInMs };
    return { sighting: { home: chosen.facts, process: chosen.process }, retryInMs };
  }

  /** The homes it may be, the likelier first, once they are watched: what happens from then on makes an event. */
  async #watchedCandidates(base: HermesHome): Promise<{ candidates: readonly Candidate[]; settled: boolean }> {
    let candidates: Candidate[] = [];
    for (let round = 0; round < MOST_WATCH_ROUNDS; round += 1) {
      const points: WatchPoint[] = [];
      const homes = new Set([await this.#redirected(base, points), base.home]);
      candidates = [];
      for (const home of homes) candidates.push({ home, walk: await walkHome(home, base.root) });
      for (const { walk } of candidates) points.push(...walk.points, ...filePoints(walk));
      if (!(await this.#watches.sync(points))) return { candidates, settled: true };
    }
    return { candidates, settled: false };
  }

  async #redirected(base: HermesHome, points: WatchPoint[]): Promise<string> {
    if (!base.followsActiveProfile || !base.root.startsWith('/')) return base.home;
    const root = await walkTo(base.root, base.root);
    points.push(...root.points);
    if (root.end.kind !== 'folder') return base.home;
    points.push({ folder: root.end.realPath, name: ACTIVE_PROFILE_FILE });
    const content = await readSmallFile(`${root.end.realPath}/${ACTIVE_PROFILE_FILE}`, ACTIVE_PROFILE_MAX_BYTES);
    return redirectedHome(base, content.kind === 'content' ? content.text : null);
  }

  async #look({ home, walk }: Candidate): Promise<Seen> {
    const reader = this.#readers.get(home) ?? new HomeReader(home, this.#logger);
    this.#readers.set(home, reader);
    switch (walk.end.kind) {
      case 'missing':
        return { facts: reader.absent(), retryInMs: null, process: null };
      case 'folder':
      case 'blocked': {
        const { facts, retryInMs } =
          walk.end.kind === 'folder'
            ? await reader.read(walk.end.realPath)
            : { facts: reader.blocked(describeBlocked(home, walk.end)), retryInMs: null };
        const named = facts === null ? null : lastGood(facts.pidFile);
        return { facts, retryInMs, process: await livingGateway(named, this.#procFolder) };
      }
    }
  }

  /**
   * A sticky profile that came or went while the gateway ran does not move that gateway. Its home is the one whose
   * files name the unit's main process; behind a wrapper, the one whose gateway lives; with neither, the next start's.
   */
  async #choose(seen: readonly Seen[], mainPid: number): Promise<Seen | undefined> {
    if (seen.length < 2 || mainPid === 0) return seen[0];
    const main = await readProcess(mainPid, this.#procFolder);
    const state = ({ facts }: Seen) => (facts === null ? null : lastGood(facts.stateFile));
    return (
      seen.find(({ process }) => process?.pid === mainPid) ??
      seen.find((one) => {
        const record = state(one);
        return record?.pid === mainPid && isSameProcess(main, { pid: mainPid, startTicks: record.startTicks });
      }) ??
      seen.find(({ process }) => process !== null) ??
      seen[0]
    );
  }
}

async function walkHome(home: string, root: string): Promise<PathWalk> {
  if (home.startsWith('/')) return walkTo(home, root);
  return { points: [], end: { kind: 'blocked', path: home, code: 'not-absolute' } };
}

function filePoints({ end }: PathWalk): readonly WatchPoint[] {
  if (end.kind !== 'folder') return [];
  const points = WATCHED_FILES.map((name) => ({ folder: end.realPath, name }));
  // While there is no such folder, its coming is an event in the one above.
  return [...points, { folder: `${end.realPath}/${STATE_FOLDER}`, name: HEARTBEAT_FILE }];
}
