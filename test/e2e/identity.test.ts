import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startTimeOf } from '../gateway/process-identity';
import type { GatewayUnderTest } from './gateway-under-test';
import { setScene } from './scene';

// gateway.pid is written by whoever likes to; systemd and /proc know which process runs.

const scene = setScene();

const SPOILT: readonly (readonly [string, (gateway: GatewayUnderTest) => void])[] = [
  ['missing', ({ home }) => rmSync(join(home, 'gateway.pid'))],
  // Of a number that no process can have.
  ['stale', ({ home }) => writePid(home, 2 ** 22 + 1)],
  ['foreign', ({ home }) => writePid(home, process.pid)],
];

describe('a gateway.pid that is', () => {
  it.each(SPOILT)('%s changes nothing of what the menu says', async (_what, spoil) => {
    const gateway = await scene.gateway({ restartSec: 1 });
    const notifications = await scene.notifications();
    const first = await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const pid = await gateway.mainPid();
    spoil(gateway);
    // Seen: what comes after it is.
    await gateway.simulator.setAgents(1);
    await item.waitForLabel(new RegExp(`^PID ${pid} · up \\d+ s · 1 agent$`));
    await item.waitForLabel('● Running · busy');
    await gateway.simulator.setAgents(0);
    await item.waitForLabel('● Running · healthy');
    item.close();
    await first.stop();

    await scene.app();
    const again = await scene.trayItem();
    await again.waitForLabel('● Running · healthy');
    await again.waitForLabel(new RegExp(`^PID ${pid} · up`));
    await notifications.catchUp();
    expect(notifications.sent).toEqual([]);
    // And its end is seen as ever. The next process must find no file: the simulator believes a start time alone.
    rmSync(join(gateway.home, 'gateway.pid'), { force: true });
    process.kill(pid, 'SIGKILL');
    await again.waitForLabel('Killed (SIGKILL)');
    await again.waitForLabel(new RegExp(`^PID (?!${pid} )\\d+ · up`));
    await again.waitForLabel('● Running · healthy');
  });
});

function writePid(home: string, pid: number): void {
  const file = join(home, 'gateway.pid');
  const record = JSON.parse(readFileSync(file, 'utf8'));
  // With its own start time: only what it runs tells that it is no gateway.
  writeFileSync(file, JSON.stringify({ ...record, pid, start_time: startTimeOf(pid) ?? record.start_time }));
}
