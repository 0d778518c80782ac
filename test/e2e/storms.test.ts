import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../desktop/lib/until.mjs';
import { setScene } from './scene';

// Bad nights, on the real notification daemon: a person must not wake up to fifty notifications.

const scene = setScene();
const QUICK = ['--signal-handlers-after-ms', '0', '--connect-seconds', '0', '--teardown-seconds', '0'];
const FALLS = 50;

describe('a storm', () => {
  it('of fifty falls of one gateway makes one notification, and few changes of it', async () => {
    const gateway = await scene.gateway({ version: '0.11', restartSec: 0.1, flags: QUICK, isStarted: false });
    writeFileSync(join(`${gateway.unit.path}.d`, '20-no-limit.conf'), '[Unit]\nStartLimitIntervalSec=0\n');
    await gateway.unit.systemctl('daemon-reload');
    await gateway.unit.systemctl('start', gateway.unit.name);
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    for (let falls = 0, pid = 0; falls < FALLS; falls += 1) {
      const last = pid;
      pid = await until('a new process', async () => {
        const now = await gateway.mainPid();
        return now !== 0 && now !== last ? now : null;
      });
      // Each second one gets as far as running.
      if (falls % 2 === 1) await until('it to run', () => gateway.simulator.status());
      process.kill(pid, 'SIGKILL');
    }
    await until('each restart', async () => Number(await gateway.show('NRestarts')) >= FALLS);
    await item.waitForLabel('● Running · healthy');
    await item.waitForLabel(new RegExp(`stopped ${FALLS} times since`));
    await notifications.catchUp();
    expect(notifications.sent.filter(({ replacesId }) => replacesId === 0)).toHaveLength(1);
    expect(new Set(notifications.sent.map(({ id }) => id)).size).toBe(1);
    expect(notifications.sent.at(-1)?.title).toBe('Hermes gateway keeps stopping');
    expect(notifications.sent.length).toBeLessThanOrEqual(12);
    expect(notifications.sent.filter(({ urgency }) => urgency === 'critical')).toEqual([]);
  });

  it('of five gateways that die at once makes one notification', async () => {
    const gateways = [];
    for (const profile of [undefined, 'ada', 'bob', 'cid', 'dan']) {
      gateways.push(
        await scene.gateway({ restartSec: 2, flags: QUICK, ...(profile === undefined ? {} : { profile }) }),
      );
    }
    const notifications = await scene.notifications();
    await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('5 of 5 gateways running');
    const pids = await Promise.all(gateways.map((gateway) => gateway.mainPid()));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    const told = await notifications.waitFor(({ title }) => title === '5 Hermes gateways stopped', 'all of them');
    expect(told.body.split('\n')).toHaveLength(5);
    await item.waitForLabel('5 of 5 gateways running');
    await notifications.waitFor(({ title }) => title === '5 Hermes gateways are back', 'the end');
    await notifications.catchUp();
    expect(new Set(notifications.sent.map(({ id }) => id)).size).toBe(1);
    expect(notifications.sent.filter(({ replacesId }) => replacesId === 0)).toHaveLength(1);
    expect(notifications.sent.length).toBeLessThanOrEqual(25);
  });
});
