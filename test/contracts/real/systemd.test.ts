import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSessionBus } from '../../../main/adapters/session-bus/session-bus';
import { createSystemd } from '../../../main/adapters/systemd/systemd';
import type { SessionBus } from '../../../main/app/ports/session-bus';
import type { BusStatus } from '../../../main/core/bus-status';
import type { UnitFacts } from '../../../main/core/unit-facts';
import { createFakeLogger } from '../../fakes/fake-logger';
import { createAnnouncements } from '../announcements';
import { type SystemdDriver, systemdContract } from '../systemd.contract';
import { type BusProxy, createBusProxy } from './bus-proxy';
import { realClock } from './real-clock';
import { deleteAllUnits, deleteUnit, systemctl, writeUnit } from './user-units';

interface RealDriver extends SystemdDriver {
  readonly bus: SessionBus;
  readonly proxy: BusProxy;
}

async function createRealDriver(): Promise<RealDriver> {
  const folder = mkdtempSync(join(tmpdir(), 'systemd-'));
  const proxy = await createBusProxy(join(folder, 'bus'));
  const logger = createFakeLogger();
  const environment = { DBUS_SESSION_BUS_ADDRESS: proxy.address };
  const bus = createSessionBus({ environment, clock: realClock, logger, random: () => 0.5 });
  const systemd = createSystemd({ bus, clock: realClock, logger });
  const reload = () => systemctl('daemon-reload');

  return {
    systemd,
    bus,
    proxy,
    async create(unit, kind) {
      await writeUnit(unit, kind);
      await reload();
    },
    rewrite: writeUnit,
    async remove(unit) {
      await deleteUnit(unit);
      await reload();
    },
    async kill(unit, signal) {
      await systemctl('kill', '--kill-who=main', `--signal=${signal}`, unit);
    },
    async systemctl(verb, unit) {
      await systemctl('--no-block', verb, unit);
    },
    async daemonReload() {
      await reload();
    },
    async daemonReexec() {
      await systemctl('daemon-reexec');
    },
    cutBus: proxy.cut,
    async freezeBus() {
      proxy.freeze();
    },
    restoreBus: proxy.restore,
    async close() {
      systemd.close();
      bus.close();
      await proxy.close();
      await deleteAllUnits();
      rmSync(folder, { recursive: true });
    },
  };
}

systemdContract('the systemd adapter', createRealDriver);

describe('the systemd adapter, beyond the contract', () => {
  const UNIT = 'hermes-gateway-alone.service';
  const MISSING = 'hermes-gateway-missing.service';
  let driver: RealDriver;
  const statuses = createAnnouncements<BusStatus>();
  const units = createAnnouncements<UnitFacts>();

  beforeEach(async () => {
    driver = await createRealDriver();
    await driver.create(UNIT, 'steady');
    driver.systemd.start({ busChanged: statuses.add, unitsListed() {}, unitChanged: units.add });
    for (const unit of [UNIT, MISSING]) driver.systemd.follow(unit);
    for (const unit of [UNIT, MISSING]) await units.next(unit, (facts) => facts.unit === unit);
  });
  afterEach(async () => {
    await driver.close();
    statuses.forget();
    units.forget();
  });

  async function pidOfSystemd(): Promise<number> {
    const reply = await driver.bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'GetConnectionUnixProcessID',
      signature: 's',
      body: ['org.freedesktop.systemd1'],
    });
    return reply.ok ? Number(reply.value[0]) : 0;
  }

  it('says that a stopped systemd is silent, and hears it when it goes on', async () => {
    const pid = await pidOfSystemd();
    process.kill(pid, 'SIGSTOP');
    try {
      const start = driver.systemd.startUnit(UNIT);
      await statuses.next('the silence', ({ kind }) => kind === 'silent');
      expect(await start).toMatchObject({
        ok: false,
        reason: 'timeout',
        message: expect.stringContaining('may still do it'),
      });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    statuses.forget();
    await statuses.next('the end of the silence', ({ kind }) => kind === 'connected');
    // systemd has kept the request, and comes to it.
    await units.next('the late start', ({ activeState }) => activeState === 'active');
  }, 30_000);

  it('leaves the bus alone when nothing happens, with a unit that is not loaded and one that does not exist', async () => {
    await driver.daemonReload();
    // The loop that this is after never leaves the bus quiet: it turns 200 times a second.
    await vi.waitFor(async () => {
      const before = driver.proxy.byteCount;
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(driver.proxy.byteCount).toBe(before);
    }, 5_000);
  });

  it('says why a start failed and where to look', async () => {
    await driver.create(UNIT, 'unstartable');
    const result = await driver.systemd.startUnit(UNIT);
    expect(result).toMatchObject({
      reason: 'job-failed',
      message: expect.stringMatching(
        /the unit failed.*Result=exit-code.*journalctl --user -u hermes-gateway-alone\.service/,
      ),
    });
  });
});
