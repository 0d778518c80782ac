import { access, constants, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../app/ports/host';
import type { PathWatcher } from '../../app/ports/path-watcher';
import { withDeadline } from '../with-deadline';

export interface HostParts {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly user: string;
  readonly uid: number;
  readonly userHome: string;
  readonly watcher: PathWatcher;
  /** Another root of the file system, for tests. */
  readonly root?: string;
}

const DEADLINE_MS = 2000;

export function createHost({ environment, user, uid, userHome, watcher, root = '/' }: HostParts): Host {
  const booted = join(root, 'run/systemd/system');
  /** logind keeps it for who is logged in or lingers; without logind there is nothing that could linger. */
  const login = join(root, 'run/systemd/users', String(uid));
  const linger = join(root, 'var/lib/systemd/linger', user);
  const userBus = join(root, 'run/user', String(uid), 'bus');
  const kernel = join(root, 'proc/sys/kernel/osrelease');
  const hermes = hermesPaths(environment, userHome);

  async function lingers(): Promise<boolean | null> {
    return (await isThere(login)) === true ? isThere(linger) : null;
  }

  async function hasHermes(): Promise<boolean | null> {
    const found = await Promise.all(
      hermes.map(({ path, kind }) => (kind === 'program' ? isProgram(path) : isThere(path))),
    );
    if (found.includes(true)) return true;
    return found.includes(null) ? null : false;
  }

  return {
    async session() {
      const [isBooted, release, bus] = await Promise.all([
        isThere(booted),
        orElse(readFile(kernel, 'utf8'), ''),
        isThere(userBus),
      ]);
      return {
        user,
        isBootedBySystemd: isBooted === true,
        isWsl: /microsoft|wsl/i.test(release) || Boolean(environment['WSL_DISTRO_NAME']),
        userBus: bus === true ? userBus : null,
        isUserBusMeant: meantBus(environment).split(/[;,]/).includes(`unix:path=${userBus}`),
      };
    },
    followHermes: (listener) =>
      follow(
        hermes.map(({ path }) => path),
        hasHermes,
        listener,
      ),
    followLinger: (listener) => follow([linger], lingers, listener),
  };

  /** Looks now and after every change, one look at a time; what has not changed is not told. */
  function follow<T>(paths: readonly string[], look: () => Promise<T>, listener: (value: T) => void): () => void {
    let told: { readonly value: T } | null = null;
    let isOver = false;
    let last: Promise<unknown> = Promise.resolve();

    async function lookNow(): Promise<void> {
      const value = await look();
      if (isOver || (told !== null && told.value === value)) return;
      told = { value };
      listener(value);
    }

    const lookAgain = () => {
      last = last.then(lookNow);
    };
    lookAgain();
    const unwatch = watcher.watch(paths, lookAgain);
    return () => {
      isOver = true;
      unwatch();
    };
  }
}

/** As libdbus and sd-bus find it. */
function meantBus({ DBUS_SESSION_BUS_ADDRESS: given, XDG_RUNTIME_DIR: runtime }: HostParts['environment']): string {
  return given || (runtime ? `unix:path=${runtime}/bus` : '');
}

interface HermesPath {
  readonly path: string;
  readonly kind: 'program' | 'folder';
}

/** On PATH, where its installer links it, and where it keeps its things, wherever the program is. */
function hermesPaths(environment: HostParts['environment'], userHome: string): readonly HermesPath[] {
  const folders = (environment['PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const programs = [...new Set([...folders, join(userHome, '.local/bin')])].map((folder) => join(folder, 'hermes'));
  return [
    ...programs.map((path) => ({ path, kind: 'program' }) as const),
    { path: join(userHome, '.hermes'), kind: 'folder' },
  ];
}

/** Null where it can't be seen. */
function isThere(path: string): Promise<boolean | null> {
  return orElse(
    stat(path).then(() => true, isAbsence),
    null,
  );
}

function isProgram(path: string): Promise<boolean | null> {
  return orElse(
    access(path, constants.X_OK).then(
      async () => (await stat(path)).isFile(),
      (error: unknown) => (codeOf(error) === 'EACCES' ? false : isAbsence(error)),
    ),
    null,
  );
}

function isAbsence(error: unknown): false | null {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR' ? false : null;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** A drive that fails, or does not answer, tells nothing. */
function orElse<T>(work: Promise<T>, otherwise: T): Promise<T> {
  return withDeadline(
    work.catch(() => otherwise),
    DEADLINE_MS,
    () => otherwise,
  );
}
