import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHost } from '../../../../main/adapters/host/host';
import { createPathWatcher } from '../../../../main/adapters/path-watcher/path-watcher';
import { createFakeLogger } from '../../../fakes/fake-logger';

let root: string;
const stops: (() => void)[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hermes-tray-host-'));
});

afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await rm(root, { recursive: true });
});

async function put(path: string, text = ''): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

const bus = () => join(root, 'run/user/1000/bus');

function host(environment: Record<string, string> = {}) {
  const watcher = createPathWatcher({ logger: createFakeLogger() });
  return createHost({ environment, user: 'ada', uid: 1000, userHome: join(root, 'home/ada'), watcher, root });
}

/** What is told, as it comes. */
function told<T>(follow: (listener: (value: T) => void) => () => void) {
  const values: T[] = [];
  stops.push(follow((value) => values.push(value)));
  return {
    values,
    comesTo: (value: T) => vi.waitUntil(() => values.at(-1) === value, { timeout: 5000, interval: 5 }),
  };
}

describe('the session', () => {
  it('is none where nothing is', async () => {
    expect(await host().session()).toEqual({
      user: 'ada',
      isBootedBySystemd: false,
      isWsl: false,
      userBus: null,
      isUserBusMeant: false,
    });
  });

  it('is told with its bus, and whether that is the one that is meant', async () => {
    await put('run/systemd/system/x');
    await put('run/user/1000/bus');
    await put('proc/sys/kernel/osrelease', '6.1.0-13-amd64\n');
    const session = async (environment: Record<string, string>) => host(environment).session();
    expect(await session({})).toMatchObject({ isBootedBySystemd: true, userBus: bus(), isUserBusMeant: false });
    expect(await session({ XDG_RUNTIME_DIR: dirname(bus()) })).toMatchObject({ isUserBusMeant: true });
    expect(
      await session({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus()},guid=0123456789abcdef0123456789abcdef` }),
    ).toMatchObject({ isUserBusMeant: true });
    const other = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/tmp/other', XDG_RUNTIME_DIR: dirname(bus()) };
    expect(await session(other)).toMatchObject({ isUserBusMeant: false });
  });

  it('knows WSL by its kernel', async () => {
    await put('proc/sys/kernel/osrelease', '5.15.167.4-microsoft-standard-WSL2\n');
    expect(await host().session()).toMatchObject({ isWsl: true, isBootedBySystemd: false });
  });
});

describe('Hermes', () => {
  it('is there once its program can be run, wherever on PATH or where the installer links it', async () => {
    const { values, comesTo } = told<boolean | null>(host({ PATH: `relative:${join(root, 'bin')}` }).followHermes);
    await comesTo(false);
    const program = await put('bin/hermes');
    await chmod(program, 0o755);
    await comesTo(true);
    await rm(program);
    await comesTo(false);
    await chmod(await put('home/ada/.local/bin/hermes'), 0o755);
    await comesTo(true);
    expect(values).toEqual([false, true, false, true]);
  });

  it('is there where its folder is', async () => {
    const { comesTo } = told<boolean | null>(host().followHermes);
    await comesTo(false);
    await mkdir(join(root, 'home/ada/.hermes'), { recursive: true });
    await comesTo(true);
  });
});

describe('lingering', () => {
  it('is not known without a logind', async () => {
    await put('var/lib/systemd/linger/ada');
    const { comesTo } = told<boolean | null>(host().followLinger);
    await comesTo(null);
  });

  it('is on while logind keeps a file of the user’s name', async () => {
    await put('run/systemd/users/1000');
    const { values, comesTo } = told<boolean | null>(host().followLinger);
    await comesTo(false);
    const file = await put('var/lib/systemd/linger/ada');
    await comesTo(true);
    await rm(file);
    await comesTo(false);
    expect(values).toEqual([false, true, false]);
  });
});
