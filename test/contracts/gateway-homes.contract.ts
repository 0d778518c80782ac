import { afterEach, describe, expect, it } from 'vitest';
import type { FollowedHome, GatewayHomes, HomeSighting, HomeSubject } from '../../main/app/ports/gateway-home';
import { type Heartbeat, lastGood, type ProcessFacts } from '../../main/core/home-facts';
import { type Announcements, createAnnouncements } from './announcements';

/** What every implementation of GatewayHomes has to be told and asked in order to be examined. */
export interface GatewayHomesRig {
  readonly homes: GatewayHomes;
  /** The user's home folder; there is no `.hermes` in it yet. */
  readonly userHome: string;
  /** Makes the folder if need be. */
  writeState(home: string, gatewayState: string, pid?: number): Promise<void>;
  writePid(home: string, named: { readonly pid: number; readonly startTicks: number }): Promise<void>;
  /** `at`: epoch milliseconds. */
  writeHeartbeat(home: string, beat: Heartbeat): Promise<void>;
  /** A control socket in the home; returns its path. */
  openControlSocket(home: string): Promise<string>;
  closeControlSocket(home: string): Promise<void>;
  /** Into config.yaml. */
  setDrainTimeout(home: string, seconds: number): Promise<void>;
  removeHome(home: string): Promise<void>;
  useProfile(root: string, profile: string): Promise<void>;
  /** A process that is a gateway by its command line. */
  startGateway(): Promise<Pick<ProcessFacts, 'pid' | 'startTicks'>>;
  /** Ends it, and returns when it is gone. */
  endGateway(pid: number): Promise<void>;
  dispose(): Promise<void>;
}

export function gatewayHomesContract(name: string, createRig: () => Promise<GatewayHomesRig>): void {
  describe(`GatewayHomes contract: ${name}`, () => {
    const cleanUp: (() => unknown)[] = [];

    async function start() {
      const rig = await createRig();
      cleanUp.push(() => rig.dispose());
      const root = `${rig.userHome}/.hermes`;
      function follow(subject: Partial<HomeSubject> = {}): {
        seen: Announcements<HomeSighting>;
        followed: FollowedHome;
      } {
        const seen = createAnnouncements<HomeSighting>();
        const followed = rig.homes.follow(subjectOf(subject), (sighting) => seen.add(sighting));
        cleanUp.push(() => followed.close());
        return { seen, followed };
      }
      return { rig, root, follow };
    }

    afterEach(async () => {
      for (const one of cleanUp.splice(0).reverse()) await one();
    });

    it('tells of a folder that is not there, and of its coming', async () => {
      const { rig, root, follow } = await start();
      const { seen } = follow();
      expect(seen.all).toEqual([]);
      const first = await seen.next('the first sighting', () => true);
      expect(first.home).toMatchObject({ home: root, problem: null, pidFile: { kind: 'absent' }, starts: [] });
      expect(first.process).toBeNull();
      await rig.writeState(root, 'starting');
      await seen.next('starting', inState('starting'));
    });

    it('tells of every change that lasts, and of the folder that goes and returns', async () => {
      const { rig, root, follow } = await start();
      await rig.writeState(root, 'starting');
      const { seen } = follow();
      await seen.next('starting', inState('starting'));
      await rig.writeState(root, 'running');
      await seen.next('running', inState('running'));
      await rig.removeHome(root);
      await seen.next('nothing there', ({ home }) => home.stateFile.kind === 'absent');
      await rig.writeState(root, 'draining');
      await seen.next('draining', inState('draining'));
    });

    it('shows the process that gateway.pid names while it lives, and sees its end when told to look', async () => {
      const { rig, root, follow } = await start();
      const gateway = await rig.startGateway();
      await rig.writeState(root, 'running', gateway.pid);
      await rig.writePid(root, gateway);
      const { seen, followed } = follow({ mainPid: gateway.pid });
      const found = await seen.next('the process', ({ process }) => process !== null);
      expect(found.process).toMatchObject(gateway);
      await rig.endGateway(gateway.pid);
      followed.update(subjectOf({ mainPid: 0 }));
      const after = await seen.next('its end', ({ process }) => process === null);
      expect(lastGood(after.home.pidFile)?.pid).toBe(gateway.pid);
    });

    it('tells of each heartbeat, also where there was no folder for it before', async () => {
      const { rig, root, follow } = await start();
      await rig.writeState(root, 'running');
      const { seen } = follow();
      const first = await seen.next('running', inState('running'));
      expect(first.home.heartbeat).toBeNull();
      const beatAt = Date.UTC(2026, 10, 23, 20, 0, 0);
      await rig.writeHeartbeat(root, { pid: 7, at: beatAt });
      const beat = (at: number) => (sighting: HomeSighting) => sighting.home.heartbeat?.at === at;
      expect((await seen.next('a beat', beat(beatAt))).home.heartbeat).toEqual({ pid: 7, at: beatAt });
      await rig.writeHeartbeat(root, { pid: 7, at: beatAt + 30_000 });
      await seen.next('the next', beat(beatAt + 30_000));
    });

    it('tells where the control socket is, and that it is gone', async () => {
      const { rig, root, follow } = await start();
      await rig.writeState(root, 'running');
      const { seen } = follow();
      expect((await seen.next('running', inState('running'))).home.controlSocket).toBeNull();
      const path = await rig.openControlSocket(root);
      await seen.next('the socket', ({ home }) => home.controlSocket === path);
      await rig.closeControlSocket(root);
      await seen.next('no socket', ({ home }) => home.controlSocket === null);
    });

    it('tells the drain timeout that config.yaml sets, and a change of it', async () => {
      const { rig, root, follow } = await start();
      await rig.writeState(root, 'running');
      const { seen } = follow();
      const drainOf = ({ home }: HomeSighting) => home.config.restartDrainTimeoutMs;
      expect(drainOf(await seen.next('running', inState('running')))).toBeNull();
      await rig.setDrainTimeout(root, 90);
      await seen.next('90 s', (sighting) => drainOf(sighting) === 90_000);
      await rig.setDrainTimeout(root, 5);
      await seen.next('5 s', (sighting) => drainOf(sighting) === 5_000);
    });

    it('takes a process with another start time for another process', async () => {
      const { rig, root, follow } = await start();
      const gateway = await rig.startGateway();
      await rig.writePid(root, { pid: gateway.pid, startTicks: gateway.startTicks + 1 });
      const { seen } = follow();
      const first = await seen.next('the pid file', ({ home }) => home.pidFile.kind === 'read');
      expect(first.process).toBeNull();
    });

    it('says nothing where an update finds nothing new', async () => {
      const { rig, root, follow } = await start();
      await rig.writeState(root, 'running');
      const { seen, followed } = follow();
      await seen.next('running', inState('running'));
      followed.update(subjectOf({}));
      followed.update(subjectOf({}));
      await rig.writeState(root, 'stopped');
      await seen.next('stopped', inState('stopped'));
      expect(seen.all.map((one) => lastGood(one.home.stateFile)?.gatewayState)).toEqual(['running', 'stopped']);
    });

    it('says nothing after close, and goes on telling the others', async () => {
      const { rig, root, follow } = await start();
      await rig.writeState(root, 'running');
      const closed = follow();
      const other = follow();
      await closed.seen.next('running', inState('running'));
      await other.seen.next('running', inState('running'));
      closed.followed.close();
      closed.followed.update(subjectOf({}));
      const before = closed.seen.all.length;
      await rig.writeState(root, 'stopped');
      await other.seen.next('stopped', inState('stopped'));
      expect(closed.seen.all).toHaveLength(before);
    });

    it('finds the home that the unit names', async () => {
      const { rig, follow } = await start();
      const own = `${rig.userHome}/gateways/one`;
      const { seen } = follow({ environment: [`HERMES_HOME=${own}/`] });
      await rig.writeState(own, 'running');
      expect((await seen.next('running', inState('running'))).home.home).toBe(own);
      const coder = follow({ execStart: ['hermes', '-p', 'coder', 'gateway', 'run'] });
      const first = await coder.seen.next('its first sighting', () => true);
      expect(first.home.home).toBe(`${rig.userHome}/.hermes/profiles/coder`);
    });

    it('follows a sticky profile to its home, but not while the main process runs in the old one', async () => {
      const { rig, root, follow } = await start();
      const coder = `${root}/profiles/coder`;
      const gateway = await rig.startGateway();
      await rig.writePid(root, gateway);
      await rig.writeState(root, 'running', gateway.pid);
      await rig.writeState(coder, 'stopped');
      const { seen, followed } = follow({ mainPid: gateway.pid });
      await seen.next('the base home', ({ home, process }) => home.home === root && process !== null);
      await rig.useProfile(root, 'coder');
      // The change is over when a follower of the next start has seen it.
      const next = follow();
      await next.seen.next('the home of the next start', ({ home }) => home.home === coder);
      expect(seen.all.at(-1)?.home.home).toBe(root);
      await rig.endGateway(gateway.pid);
      followed.update(subjectOf({ mainPid: 0 }));
      await seen.next('the home of the profile', ({ home }) => home.home === coder);
    });
  });
}

export function subjectOf(change: Partial<HomeSubject>): HomeSubject {
  return { environment: [], execStart: ['python', '-m', 'hermes_cli.main', 'gateway', 'run'], mainPid: 0, ...change };
}

function inState(gatewayState: string): (sighting: HomeSighting) => boolean {
  return ({ home }) => home.stateFile.kind === 'read' && home.stateFile.value.gatewayState === gatewayState;
}
