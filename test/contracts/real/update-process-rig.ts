import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  write,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, vi } from 'vitest';
import { createPathWatcher } from '../../../main/adapters/path-watcher/path-watcher';
import { createSessionBus } from '../../../main/adapters/session-bus/session-bus';
import { createUpdateProcesses } from '../../../main/adapters/update-process/update-processes';
import type { UpdateProcesses, UpdateProcessSpec } from '../../../main/app/ports/update-process';
import { createFakeLogger } from '../../fakes/fake-logger';
import type { UpdateProcessesDriver } from '../update-process.contract';
import { createBusProxy } from './bus-proxy';
import { realClock } from './real-clock';
import { systemctl } from './user-units';

const writeSome = promisify(write);

export interface Told {
  readonly print?: string;
  readonly exit?: number;
  readonly kill?: string;
}

/** Update processes of the session's own systemd, whose `hermes` does what it is told to, in folders nobody would choose. */
export async function createUpdateProcessRig(name = `it's "Ada" 100%`) {
  const folder = mkdtempSync(join(tmpdir(), 'update-process-'));
  const root = join(folder, name);
  const checkout = join(root, 'hermes-agent');
  const state = join(root, 'state', 'updates');
  const bin = join(checkout, 'venv/bin');
  const pipe = join(folder, 'told');
  mkdirSync(bin, { recursive: true });
  execFileSync('mkfifo', [pipe]);
  const logger = createFakeLogger();
  const proxy = await createBusProxy(join(folder, 'bus'));
  const bus = createSessionBus({
    environment: { DBUS_SESSION_BUS_ADDRESS: proxy.address },
    clock: realClock,
    logger,
    random: () => 0.5,
  });
  const own = new Set<UpdateProcesses>();

  /** As the next start of the app makes them. */
  function create(): UpdateProcesses {
    const watcher = createPathWatcher({ logger });
    const made = createUpdateProcesses({
      bus,
      watcher,
      environment: process.env,
      folder: state,
      clock: realClock,
      logger,
    });
    own.add(made);
    return made;
  }

  function program(name: string, text: string): void {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }

  // Open all the time: what is told to a process that is not so far yet is kept for it.
  const told = openSync(pipe, 'r+');
  async function tell(what: Told): Promise<void> {
    await writeAll(told, `${JSON.stringify(what)}\n`);
  }

  program('hermes', `exec '${process.execPath}' '${join(import.meta.dirname, 'told-hermes.mjs')}' '${pipe}' "$@"`);
  await new Promise<void>((resolve) => {
    const end = bus.onStatus(({ kind }) => {
      if (kind !== 'up') return;
      queueMicrotask(() => end());
      resolve();
    });
  });

  return {
    folder,
    root,
    checkout,
    state,
    bin,
    bus,
    proxy,
    logger,
    processes: create(),
    create,
    program,
    tell,
    calls(): readonly { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv; readonly pid: number }[] {
      const file = join(folder, 'calls.jsonl');
      if (!existsSync(file)) return [];
      return readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    },
    spec: (id: string, change: Partial<UpdateProcessSpec> = {}): UpdateProcessSpec => ({
      id,
      part: 'update',
      checkout,
      profile: 'default',
      root,
      environment: [],
      requestedIn: [],
      backTo: null,
      ...change,
    }),
    async close() {
      for (const one of own) one.close();
      bus.close();
      closeSync(told);
      await proxy.close();
      // By their names: a pattern finds none that is over, with something left running in it.
      const units = async () => {
        const lines = await systemctl('list-units', '--all', '--plain', '--no-legend', 'hermes-tray-*');
        return lines.split('\n').flatMap((line) => line.split(' ').slice(0, 1).filter(Boolean));
      };
      for (const unit of await units()) {
        await systemctl('kill', '--signal=KILL', unit).catch(() => {});
        await systemctl('stop', unit).catch(() => {});
      }
      await vi.waitFor(async () => expect(await units()).toEqual([]), 10_000);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function createUpdateProcessDriver(): Promise<UpdateProcessesDriver> {
  const { processes, spec, tell, calls, close } = await createUpdateProcessRig();
  return {
    processes,
    spec,
    print: (_id, text) => tell({ print: text }),
    end: (_id, exitCode) => tell({ exit: exitCode }),
    begun: () => calls().length,
    close,
  };
}

/** A pipe takes 64 kB at a time. */
async function writeAll(fd: number, text: string): Promise<void> {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) bytes = bytes.subarray((await writeSome(fd, bytes)).bytesWritten);
}
