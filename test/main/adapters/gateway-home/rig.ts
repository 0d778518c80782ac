import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClock } from '../../../../main/adapters/clock/clock';
import { createGatewayHomes } from '../../../../main/adapters/gateway-home/gateway-homes';
import { parseStat } from '../../../../main/adapters/gateway-home/process-facts';
import type { Clock } from '../../../../main/app/ports/clock';
import type { FollowedHome, HomeSighting, HomeSubject } from '../../../../main/app/ports/gateway-home';
import type { Heartbeat } from '../../../../main/core/home-facts';
import { type Announcements, createAnnouncements } from '../../../contracts/announcements';
import { type GatewayHomesRig, subjectOf } from '../../../contracts/gateway-homes.contract';
import { createFakeLogger, type FakeLogger } from '../../../fakes/fake-logger';

export interface FilesRig extends GatewayHomesRig {
  readonly root: string;
  readonly logger: FakeLogger;
  /** The delays that are being waited for. */
  readonly timers: () => readonly number[];
  follow(subject?: Partial<HomeSubject>): {
    readonly seen: Announcements<HomeSighting>;
    readonly followed: FollowedHome;
  };
}

/** A user's home in a temp folder, real files and real processes. */
export async function createFilesRig(options: { readonly clock?: Clock } = {}): Promise<FilesRig> {
  const userHome = await mkdtemp(join(tmpdir(), 'hermes-tray-homes-'));
  const root = `${userHome}/.hermes`;
  const { clock, delays } = countingClock(options.clock ?? createClock());
  const logger = createFakeLogger();
  const homes = createGatewayHomes({ userHome, clock, logger });
  const children = new Map<number, ChildProcess>();
  const sockets = new Map<string, Server>();
  const following: FollowedHome[] = [];

  return {
    homes,
    userHome,
    root,
    logger,
    timers: () => [...delays.values()],
    follow(subject = {}) {
      const seen = createAnnouncements<HomeSighting>();
      const followed = homes.follow(subjectOf(subject), (sighting) => seen.add(sighting));
      following.push(followed);
      return { seen, followed };
    },
    async writeState(home, gatewayState, pid) {
      await mkdir(home, { recursive: true });
      await replaceFile(`${home}/gateway_state.json`, stateText(gatewayState, pid));
    },
    async writePid(home, { pid, startTicks }) {
      await mkdir(home, { recursive: true });
      await writeFile(`${home}/gateway.pid`, JSON.stringify({ pid, kind: 'hermes-gateway', start_time: startTicks }));
    },
    async writeHeartbeat(home, beat) {
      await mkdir(`${home}/state`, { recursive: true });
      await replaceFile(`${home}/state/gateway.heartbeat`, heartbeatText(beat));
    },
    async openControlSocket(home) {
      const path = `${home}/gateway.sock`;
      sockets.set(home, await listenAt(path));
      return path;
    },
    async closeControlSocket(home) {
      const server = sockets.get(home);
      sockets.delete(home);
      if (server !== undefined) await closed(server);
    },
    async setDrainTimeout(home, seconds) {
      await replaceFile(`${home}/config.yaml`, `model:\n  name: x\nagent:\n  restart_drain_timeout: ${seconds}\n`);
    },
    removeHome: (home) => rm(home, { recursive: true }),
    useProfile: (folder, profile) => writeFile(`${folder}/active_profile`, `${profile}\n`),
    async startGateway() {
      const child = spawn(process.execPath, [
        '-e',
        'process.stdout.write("up"); setInterval(() => {}, 1e6)',
        'gateway',
        'run',
      ]);
      await once(child.stdout, 'data');
      const pid = child.pid ?? 0;
      children.set(pid, child);
      return { pid, startTicks: await startTicksOf(pid) };
    },
    async endGateway(pid) {
      const child = children.get(pid);
      children.delete(pid);
      if (child !== undefined) await ended(child);
    },
    async dispose() {
      for (const followed of following) followed.close();
      for (const child of children.values()) await ended(child);
      for (const server of sockets.values()) await closed(server);
      await rm(userHome, { recursive: true, force: true });
    },
  };
}

/** As 0.19 writes it. */
export function stateText(gatewayState: string, pid = 1): string {
  return JSON.stringify({ pid, kind: 'hermes-gateway', start_time: 1, hermes_home: '/x', gateway_state: gatewayState });
}

/** As 0.21 writes it. */
export function heartbeatText({ pid, at }: Heartbeat): string {
  const updatedAt = new Date(at).toISOString().replace('Z', '000+00:00');
  return JSON.stringify({ pid, updated_at: updatedAt, monotonic: 1, start_time: 1.5, loop_tick_socket: true });
}

/** As Hermes writes since 0.14: a temp file, renamed. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

export async function startTicksOf(pid: number): Promise<number> {
  return parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'))?.startTicks ?? 0;
}

export async function listenAt(path: string): Promise<Server> {
  const server = createServer().listen(path);
  await once(server, 'listening');
  return server;
}

export function closed(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function countingClock(clock: Clock): { clock: Clock; delays: ReadonlyMap<number, number> } {
  const delays = new Map<number, number>();
  let next = 0;
  return {
    delays,
    clock: {
      now: () => clock.now(),
      after(milliseconds, callback) {
        const id = next++;
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
  };
}
