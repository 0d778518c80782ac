import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createJournal } from '../../../main/adapters/journal/journal';
import { createSessionBus } from '../../../main/adapters/session-bus/session-bus';
import { createSystemd } from '../../../main/adapters/systemd/systemd';
import { followGateways } from '../../../main/app/follow-gateways';
import { followRuns } from '../../../main/app/follow-runs';
import { createPast } from '../../../main/app/reconcile-runs';
import { createStore } from '../../../main/app/store';
import type { Exit } from '../../../main/core/verdict';
import { createFakeFlightRecorder } from '../../fakes/fake-flight-recorder';
import { createFakeGatewayHomes } from '../../fakes/fake-gateway-homes';
import { createFakeGatewayLogs } from '../../fakes/fake-gateway-logs';
import { createFakeLogger } from '../../fakes/fake-logger';
import { settingsChanged } from '../../fixtures/build';
import { createAnnouncements } from '../announcements';
import { createBusProxy } from './bus-proxy';
import { realClock } from './real-clock';
import { deleteAllUnits, systemctl, UNIT_FOLDER } from './user-units';

// Why runs end, where it is systemd's own order of events that tells.

const UNIT = 'hermes-gateway.service';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The lines of its [Service], from the next start on. */
async function define(...lines: readonly string[]): Promise<void> {
  mkdirSync(UNIT_FOLDER, { recursive: true });
  writeFileSync(join(UNIT_FOLDER, UNIT), ['[Service]', ...lines, ''].join('\n'));
  await systemctl('daemon-reload');
}

/** The use case on the real systemd and its journal, with no gateway's files. */
async function watch(...lines: readonly string[]) {
  await define(...lines);
  closing.push(deleteAllUnits);
  const logger = createFakeLogger();
  const folder = mkdtempSync(join(tmpdir(), 'run-ends-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  const proxy = await createBusProxy(join(folder, 'bus'));
  closing.push(() => proxy.close());
  const environment = { DBUS_SESSION_BUS_ADDRESS: proxy.address };
  const bus = createSessionBus({ environment, clock: realClock, logger, random: () => 0.5 });
  closing.push(() => bus.close());
  const systemd = createSystemd({ bus, clock: realClock, logger });
  const store = createStore();
  const journal = createJournal({ environment: process.env, uid: process.getuid?.() ?? 0 });
  const recorder = createFakeFlightRecorder(realClock, []);
  const past = createPast({ records: [], store, journal, recorder, clock: realClock, logger, bootId: '' });
  const logs = createFakeGatewayLogs();
  const runs = followRuns({ store, logs, journal, recorder, clock: realClock, logger, past });
  const exits = createAnnouncements<Exit>();
  store.subscribe(({ gateways }) => {
    for (const exit of [...(gateways[UNIT]?.exits ?? [])].reverse()) if (!exits.all.includes(exit)) exits.add(exit);
  });
  const homes = createFakeGatewayHomes();
  store.dispatch(settingsChanged({ units: [UNIT] }));
  closing.push(followGateways({ store, systemd, homes, runs, clock: realClock, logger }));
  await expect.poll(() => store.state().gateways[UNIT]).toBeDefined();
  return { systemd, store, exits, proxy };
}

const FAILED_START = ({ verdict }: Exit) => verdict.kind === 'failed-to-start';
const SLEEP = 'ExecStart=/bin/sleep infinity';
const SOON = ['Restart=always', 'RestartSec=200ms'];
const notify = (then: string) => [
  'Type=notify',
  'NotifyAccess=all',
  `ExecStart=/bin/sh -c '${then}'`,
  'RestartPreventExitStatus=78',
];

describe('a run', () => {
  it('whose process ends before it is ready is not taken for one that the restart before it ended', async () => {
    const { store, exits } = await watch(
      // As long as a gateway takes to end at the least: the type of a job of a few milliseconds can't be read.
      ...notify('trap "sleep 0.3; exit 0" TERM; systemd-notify --ready; sleep infinity & wait'),
    );
    await systemctl('start', UNIT);
    await define(...notify('sleep 0.3; exit 78'));
    await systemctl('restart', UNIT).catch(() => {});
    await exits.next('the end of the new run', ({ verdict }) => verdict.kind === 'fatal-configuration');
    expect(exits.all.map(({ verdict }) => verdict.kind)).toEqual(['restarted-on-request', 'fatal-configuration']);
    expect(store.state().gateways[UNIT]?.incident?.phase.kind).toBe('down');
  });

  it('that systemd itself begins, and that never is ready, ends unexpectedly each time', async () => {
    const { exits } = await watch(...notify('sleep 0.1; exit 1'), ...SOON);
    await systemctl('--no-block', 'start', UNIT);
    await exits.next('a third end', () => exits.all.length >= 3);
    expect(exits.all.filter(({ isExpected }) => isExpected)).toEqual([]);
  });

  it.each([
    ['its EnvironmentFile= is gone', 'EnvironmentFile=/nowhere/env', /^(Failed to load environment files|Result=res)/],
    [
      'its ExecStartPre= fails',
      `ExecStartPre=/bin/sh -c 'echo no key >&2; exit 3'`,
      /^(no key|Control process exited|Result=exit-code)/,
    ],
  ])('that never gets a process has ended because %s', async (_, line, reason) => {
    const { store, exits } = await watch(SLEEP);
    await systemctl('start', UNIT);
    await systemctl('stop', UNIT);
    await exits.next('the stop', ({ isExpected }) => isExpected);
    await define(SLEEP, line);
    await systemctl('start', UNIT).catch(() => {});
    const exit = await exits.next('the failed start', FAILED_START);
    expect(exit).toMatchObject({ pid: 0, isExpected: false, verdict: { reason: expect.stringMatching(reason) } });
    expect(store.state().gateways[UNIT]?.incident?.phase.kind).toBe('down');
  });

  it('that never gets a process is one of a loop where systemd tries again', async () => {
    const { store, exits } = await watch(SLEEP, 'ExecStartPre=/bin/false', ...SOON);
    await systemctl('start', UNIT).catch(() => {});
    await exits.next('a third attempt', () => exits.all.length >= 3);
    expect(exits.all.every(FAILED_START)).toBe(true);
    expect(new Set(exits.all.map(({ invocationId }) => invocationId)).size).toBe(exits.all.length);
    // By its restarts, of which the third comes after the third end.
    await expect.poll(() => store.state().gateways[UNIT]?.incident?.phase.kind, { timeout: 10_000 }).toBe('looping');
  });

  it('that was stopped while the bus was cut was stopped on request', async () => {
    const { store, exits, proxy } = await watch(
      `ExecStart=/bin/sh -c 'trap "exit 1" TERM; sleep infinity & wait'`,
      ...SOON,
    );
    await systemctl('start', UNIT);
    await expect.poll(() => store.state().gateways[UNIT]?.facts.mainPid).toBeGreaterThan(0);
    await proxy.cut();
    await expect.poll(() => store.state().bus.kind).toBe('lost');
    await systemctl('stop', UNIT);
    await proxy.restore();
    const exit = await exits.next('the stop', () => true);
    expect(exit).toMatchObject({ verdict: { kind: 'stopped-on-request', by: 'another-program' }, wasWatched: false });
    expect(store.state().gateways[UNIT]?.incident).toBeNull();
  });

  it('is known by whom it was stopped', async () => {
    const { systemd, exits } = await watch(SLEEP);
    await systemctl('start', UNIT);
    await systemd.stopUnit(UNIT);
    await exits.next('our stop', () => true);
    await systemctl('start', UNIT);
    await systemctl('stop', UNIT);
    await exits.next('the other stop', () => exits.all.length === 2);
    expect(exits.all.map(({ verdict }) => verdict)).toEqual([
      { kind: 'stopped-on-request', by: 'us' },
      { kind: 'stopped-on-request', by: 'another-program' },
    ]);
  });
});
