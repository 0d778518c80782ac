import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { createDrainRequests } from '../../../main/adapters/drain-requests/drain-requests';
import { createFlightRecorder } from '../../../main/adapters/flight-recorder/flight-recorder';
import { createGatewayHomes } from '../../../main/adapters/gateway-home/gateway-homes';
import { createSessionBus } from '../../../main/adapters/session-bus/session-bus';
import { createSystemd } from '../../../main/adapters/systemd/systemd';
import { followGateways } from '../../../main/app/follow-gateways';
import type { Clock } from '../../../main/app/ports/clock';
import type { FlightRecorder } from '../../../main/app/ports/flight-recorder';
import type { Systemd } from '../../../main/app/ports/systemd';
import { createRestartRuns } from '../../../main/app/restart-runs';
import { createStore, type Store } from '../../../main/app/store';
import { ownRecord } from '../../../main/core/own-record';
import { restartProgress } from '../../../main/core/restart-progress';
import type { Gateway } from '../../../main/core/state';
import { type GatewayOptions, type GatewayUnderTest, installGateway } from '../../e2e/gateway-under-test';
import { createFakeLogger, type FakeLogger } from '../../fakes/fake-logger';
import { settingsChanged } from '../../fixtures/build';
import { realClock } from './real-clock';

export const DEADLINE_MS = 30_000;

/** The use case on the real systemd and the real files of a simulated gateway. */
export interface Scene {
  readonly gateway: GatewayUnderTest;
  readonly store: Store;
  readonly systemd: Systemd;
  readonly recorder: FlightRecorder;
  readonly logger: FakeLogger;
  readonly runs: ReturnType<typeof createRestartRuns>;
  /** Each run the gateway has had since the app watches, by its InvocationID. */
  readonly invocations: readonly string[];
  readonly progress: readonly number[];
  readonly phases: readonly string[];
  now(): Gateway;
  until(what: string, holds: (gateway: Gateway) => boolean): Promise<void>;
  close(): Promise<void>;
}

/** `clock`: that of the restart; systemd and the gateway have their own. Taken down after the test. */
export async function createScene(options: GatewayOptions, config = '', clock: Clock = realClock): Promise<Scene> {
  const gateway = await installGateway({ ...options, isStarted: false });
  writeFileSync(join(gateway.home, 'config.yaml'), config);
  await gateway.unit.systemctl('start', gateway.unit.name);
  const folder = mkdtempSync(join(tmpdir(), 'restart-run-'));
  const logger = createFakeLogger();
  const bus = createSessionBus({ environment: process.env, clock: realClock, logger, random: () => 0.5 });
  const systemd = createSystemd({ bus, clock: realClock, logger });
  const homes = createGatewayHomes({ userHome: homedir(), clock: realClock, logger });
  const store = createStore();
  const drainRequests = createDrainRequests({ clock: realClock });
  const recorder = createFlightRecorder({ folder, clock: realClock, logger });
  const runs = createRestartRuns({ store, systemd, drainRequests, recorder, records: [], clock, logger });
  const { name } = gateway.unit;
  const invocations: string[] = [];
  const progress: number[] = [];
  const phases: string[] = [];
  const unsubscribe = store.subscribe((state) => {
    const run = state.gateways[name]?.restart ?? null;
    if (run === null) return;
    progress.push(restartProgress(run, Date.now()));
    if (phases.at(-1) !== run.phase.kind) phases.push(run.phase.kind);
  });
  const stopRuns = runs.start();
  // Before the flashes are held back, so that a process that lived for an instant is seen, too.
  const observer = {
    observe(facts: { readonly unit: string; readonly invocationId: string; readonly mainPid: number }) {
      if (facts.unit !== name || facts.mainPid === 0 || invocations.includes(facts.invocationId)) return;
      invocations.push(facts.invocationId);
    },
    forget() {},
  };
  store.dispatch(settingsChanged({ units: [name] }));
  const stopFollowing = followGateways({
    store,
    systemd,
    homes,
    runs: observer,
    clock: realClock,
    logger,
  });

  function now(): Gateway {
    const one = store.state().gateways[name];
    if (one === undefined) throw new Error(`${name} is not there:\n${logger.lines.join('\n')}`);
    return one;
  }

  const scene: Scene = {
    gateway,
    store,
    systemd,
    recorder,
    logger,
    runs,
    invocations,
    progress,
    phases,
    now,
    until: (what, holds) =>
      vi.waitFor(
        () => {
          if (!holds(now())) throw new Error(`not yet: ${what}; ${JSON.stringify(now().restart?.phase)}`);
        },
        { timeout: DEADLINE_MS, interval: 20 },
      ),
    async close() {
      unsubscribe();
      stopRuns();
      stopFollowing();
      bus.close();
      await gateway.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  onTestFinished(() => scene.close());
  await vi.waitFor(() => expect(ownRecord(now())?.gatewayState).toBe('running'), {
    timeout: DEADLINE_MS,
    interval: 20,
  });
  return scene;
}
