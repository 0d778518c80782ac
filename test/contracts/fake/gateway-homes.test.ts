import type { HomeSighting } from '../../../main/app/ports/gateway-home';
import { type HomeFacts, isSameProcess, lastGood, NO_CONFIG } from '../../../main/core/home-facts';
import { createFakeGatewayHomes } from '../../fakes/fake-gateway-homes';
import { processFacts, record } from '../../fixtures/build';
import { gatewayHomesContract } from '../gateway-homes.contract';

gatewayHomesContract('FakeGatewayHomes', async () => {
  const userHome = '/home/ada';
  const homes = createFakeGatewayHomes(userHome);
  const facts = new Map<string, HomeFacts>();
  let living = [processFacts({ pid: 1, startTicks: 1 })];
  let writtenAt = 0;

  function sighting(home: HomeFacts): HomeSighting {
    const named = lastGood(home.pidFile);
    const process = living.find((one) => named !== null && isSameProcess(one, named)) ?? null;
    return { home, process };
  }

  function write(home: string, change: Partial<HomeFacts>): void {
    const absent = { kind: 'absent' } as const;
    const nothing = { starts: [], heartbeat: null, controlSocket: null, config: NO_CONFIG };
    const before = facts.get(home) ?? { home, problem: null, pidFile: absent, stateFile: absent, ...nothing };
    const after = { ...before, ...change };
    facts.set(home, after);
    homes.show(home, sighting(after));
  }

  return {
    homes,
    userHome,
    async writeState(home, gatewayState, pid = 1) {
      writtenAt += 1;
      write(home, { stateFile: { kind: 'read', value: record({ gatewayState, pid }), writtenAt } });
    },
    async writePid(home, value) {
      writtenAt += 1;
      write(home, { pidFile: { kind: 'read', value, writtenAt } });
    },
    async writeHeartbeat(home, heartbeat) {
      write(home, { heartbeat });
    },
    async openControlSocket(home) {
      const controlSocket = `${home}/gateway.sock`;
      write(home, { controlSocket });
      return controlSocket;
    },
    async closeControlSocket(home) {
      write(home, { controlSocket: null });
    },
    async setDrainTimeout(home, seconds) {
      write(home, { config: { ...NO_CONFIG, restartDrainTimeoutMs: seconds * 1000 } });
    },
    async removeHome(home) {
      facts.delete(home);
      homes.show(home, null);
    },
    async useProfile(root, profile) {
      homes.useProfile(root, profile);
    },
    async startGateway() {
      const process = processFacts({ pid: 4000 + living.length });
      living.push(process);
      return { pid: process.pid, startTicks: process.startTicks };
    },
    async endGateway(pid) {
      living = living.filter((process) => process.pid !== pid);
      for (const [home, one] of facts) homes.prepare(home, sighting(one));
    },
    async dispose() {},
  };
});
