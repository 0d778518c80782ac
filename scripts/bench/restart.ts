import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { run, until } from '../../test/desktop/lib/until.mjs';
import { attachToPanelItem } from '../../test/desktop/tray-host';
import type { TrayItem } from '../../test/desktop/tray-item';
import { type GatewayUnderTest, installGateway } from '../../test/e2e/gateway-under-test';
import type { HermesVersion } from '../../test/gateway/versions';
import { type Figure, figure, withTarget } from './figures';

/** How long the two agents go on after the restart was asked for. */
const WORK_MS = 2000;
const RESTART_SEC = 30;
const ALLOWANCE_MS = 1500;
const DEADLINE_MS = 90_000;
const VERSIONS: readonly HermesVersion[] = ['0.11', '0.19', '0.21'];

/** Without it 0.19 gives its agents no time at all. */
const CONFIG = 'agent:\n  restart_drain_timeout: 60\n';

/**
 * A restart of a gateway with two agents at work, by the menu's "Gracefully" and by `systemctl --user reload` and
 * waiting: from the asking until the new process says that it runs. Needs the app to run.
 */
export async function measureRestarts(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const version of VERSIONS) {
    const gateway = await installGateway({ version, restartSec: RESTART_SEC, isStarted: false });
    writeFileSync(join(gateway.home, 'config.yaml'), CONFIG);
    const item = await attachToPanelItem();
    try {
      figures.push(await measureRestart(version, gateway, item));
    } finally {
      item.close();
      await gateway.remove();
    }
  }
  return figures;
}

async function measureRestart(version: HermesVersion, gateway: GatewayUnderTest, item: TrayItem): Promise<Figure> {
  const start = await timed(gateway, 0, () => gateway.unit.systemctl('start', gateway.unit.name));

  const theirs = await withWork(gateway, () =>
    run('systemctl', ['--user', 'reload', gateway.unit.name], { deadlineMs: DEADLINE_MS }),
  );
  // The app has seen that one to its end before it is asked for the next.
  await item.waitForLabel(new RegExp(`^PID ${await gateway.mainPid()} `), { deadlineMs: DEADLINE_MS });
  const ours = await withWork(gateway, async () => {
    await item.press((await item.waitForLabel(/^Gracefully( \(≤.*)?$/)).id);
  });
  await item.waitForLabel(new RegExp(`^PID ${await gateway.mainPid()} `), { deadlineMs: DEADLINE_MS });

  const limit = WORK_MS + start + ALLOWANCE_MS;
  const name = `(g) restart of Hermes ${version}, 2 agents at work for ${WORK_MS / 1000} s, RestartSec=${RESTART_SEC}, ms`;
  const target = `≤ drain + start (${Math.round(start)} ms) + 1.5 s`;
  return withTarget(figure(name, ours, theirs, 'systemctl --user reload'), target, ours <= limit);
}

/** Begins the work, asks for the restart, ends the work `WORK_MS` later; milliseconds from the asking. */
async function withWork(gateway: GatewayUnderTest, ask: () => Promise<unknown>): Promise<number> {
  await gateway.simulator.setAgents(2);
  const before = await gateway.mainPid();
  return timed(gateway, before, async () => {
    await Promise.all([ask(), delay(WORK_MS).then(() => gateway.simulator.setAgents(0))]);
  });
}

async function timed(gateway: GatewayUnderTest, before: number, ask: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  const running = runs(gateway, before);
  await ask();
  return (await running) - startedAt;
}

const stateSchema = z.object({ pid: z.number(), gateway_state: z.string() });

/** When another process than `before` says that it runs. */
function runs(gateway: GatewayUnderTest, before: number): Promise<number> {
  return until(
    'the gateway to run',
    () => {
      const state = stateSchema.safeParse(readState(join(gateway.home, 'gateway_state.json')));
      const isNew = state.success && state.data.gateway_state === 'running' && state.data.pid !== before;
      return isNew && isAlive(state.data.pid) ? performance.now() : null;
    },
    { deadlineMs: DEADLINE_MS },
  );
}

function readState(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
