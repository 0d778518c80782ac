import { homedir } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createControlSocket } from '../../../main/adapters/control-socket/control-socket';
import { createGatewayHomes } from '../../../main/adapters/gateway-home/gateway-homes';
import { createSessionBus } from '../../../main/adapters/session-bus/session-bus';
import { createSystemd } from '../../../main/adapters/systemd/systemd';
import { followGateways } from '../../../main/app/follow-gateways';
import { createStore } from '../../../main/app/store';
import { watchSilence } from '../../../main/app/watch-silence';
import { pulseOf } from '../../../main/core/silence';
import { type GatewayOptions, type GatewayUnderTest, installGateway } from '../../e2e/gateway-under-test';
import { createFakeLogger } from '../../fakes/fake-logger';
import { settingsChanged } from '../../fixtures/build';
import { realClock } from './real-clock';

const DEADLINE_MS = 20_000;
/** Hermes' 30 s and 90 s in short: a beat every 0.3 s, five of which may be missing. */
const SHORT = ['--time-scale', '0.01', '--no-loop-watchdog'];
const LIMIT_MS = 1500;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The use case on the real systemd, files and socket of a simulated gateway. */
async function watch(options: GatewayOptions) {
  const gateway = await installGateway({ ...options, flags: SHORT });
  closing.push(() => gateway.remove());
  const logger = createFakeLogger();
  const bus = createSessionBus({ environment: process.env, clock: realClock, logger, random: () => 0.5 });
  closing.push(() => bus.close());
  const systemd = createSystemd({ bus, clock: realClock, logger });
  const homes = createGatewayHomes({ userHome: homedir(), clock: realClock, logger });
  const store = createStore();
  const { name } = gateway.unit;
  /** Each value of silentSince, as they followed each other. */
  const seen: (number | null)[] = [null];
  store.subscribe(({ gateways }) => {
    const since = gateways[name]?.silentSince ?? null;
    if (since !== seen.at(-1)) seen.push(since);
  });
  const controlSocket = createControlSocket({ clock: realClock });
  closing.push(watchSilence({ store, controlSocket, clock: realClock, logger, limitMs: LIMIT_MS }));
  const runs = { observe() {}, forget() {} };
  store.dispatch(settingsChanged({ units: [name] }));
  closing.push(followGateways({ store, systemd, homes, runs, clock: realClock, logger }));
  const pulse = () => {
    const { gateways, bus, resumedAt } = store.state();
    const one = gateways[name];
    return one === undefined ? null : pulseOf(one, bus, resumedAt);
  };
  const until = (check: () => void) => vi.waitFor(check, { timeout: DEADLINE_MS, interval: 20 });
  await until(() => expect(pulse()).not.toBeNull());
  return { gateway, seen, until, pulse, isSilent: () => seen.at(-1) !== null };
}

const stopProcess = async (gateway: GatewayUnderTest) => process.kill(await gateway.mainPid(), 'SIGSTOP');
const continueProcess = async (gateway: GatewayUnderTest) => process.kill(await gateway.mainPid(), 'SIGCONT');

describe('a real gateway', () => {
  it.each([
    ['0.21', 'whose process is stopped', stopProcess, continueProcess],
    ['0.21', 'whose loop hangs', (one) => one.simulator.freeze(), (one) => one.simulator.thaw()],
    ['0.19', 'whose loop hangs', (one) => one.simulator.freeze(), (one) => one.simulator.thaw()],
  ] as const satisfies readonly [unknown, string, ...((gateway: GatewayUnderTest) => Promise<unknown>)[]][])(
    'of %s %s is silent until it goes on',
    async (version, _what, freeze, thaw) => {
      const { gateway, seen, until, pulse, isSilent } = await watch({ version });
      expect(pulse()?.controlSocket).toEqual(version === '0.21' ? expect.stringContaining('gateway.sock') : null);
      await freeze(gateway);
      const frozenAt = Date.now();
      await until(() => expect(isSilent()).toBe(true));
      expect(seen.at(-1)).toBeLessThanOrEqual(frozenAt + 100);
      await thaw(gateway);
      await until(() => expect(isSilent()).toBe(false));
      expect(seen).toHaveLength(3);
    },
  );

  it('of 0.21 that does not respond is no longer silent once systemd has killed it', async () => {
    const { gateway, seen, until, pulse, isSilent } = await watch({ version: '0.21', timeoutStopSec: 1 });
    const pid = await gateway.mainPid();
    await gateway.simulator.freeze();
    await until(() => expect(isSilent()).toBe(true));
    await gateway.unit.systemctl('restart', gateway.unit.name);
    await until(() => expect(pulse()?.pid).toSatisfy((one) => typeof one === 'number' && one !== pid));
    expect(isSilent()).toBe(false);
    expect(seen).toHaveLength(3);
  });

  it('that beats is never silent', async () => {
    const { seen, until, pulse } = await watch({ version: '0.19' });
    const first = pulse()?.beatAt ?? 0;
    await until(() => expect(pulse()?.beatAt).toBeGreaterThan(first + 3 * LIMIT_MS));
    expect(seen).toEqual([null]);
  });
});
