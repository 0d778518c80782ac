import { setTimeout as delay } from 'node:timers/promises';
import { run } from '../../test/desktop/lib/until.mjs';
import { connectTestBus, type TestBus, type TestSignal } from '../../test/desktop/tray-bus';
import { attachToPanelItem } from '../../test/desktop/tray-host';
import type { GatewayUnderTest } from '../../test/e2e/gateway-under-test';

const CYCLES = 40;
const POLL_MS = 1000;
const DEADLINE_MS = 20_000;
const SYSTEMD = 'org.freedesktop.systemd1';

export interface Latencies {
  /** Milliseconds from systemd's PropertiesChanged to the label that says it, both seen by a third client of the bus. */
  readonly ours: readonly number[];
  /** Milliseconds from the same signal until a poller has read the same from systemd. */
  readonly poller: readonly number[];
}

/** Kills the gateway again and again, and times how the death and the next process come to be seen. */
export async function measureLatency(gateway: GatewayUnderTest): Promise<Latencies> {
  const bus = await connectTestBus();
  const item = await attachToPanelItem();
  await item.waitForLabel(/^PID \d+/);
  item.close();
  await bus.addMatch(`type='signal',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged'`);
  await bus.addMatch(`type='signal',interface='com.canonical.dbusmenu',member='ItemsPropertiesUpdated'`);
  const ours: number[] = [];
  const poller: number[] = [];
  const poll = startPoller(bus, unitPath(gateway.unit.name));
  try {
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      // At any moment of the poller's second: the last cycle ended with one of its reads.
      await delay(Math.random() * POLL_MS);
      const before = await gateway.mainPid();
      const death = timeOf(bus, (signal) => changedTo(signal, 'MainPID') === 0);
      // The line with the PID goes: the first change of the menu behind that signal.
      let isDead = false;
      const deathShown = timeOf(bus, (signal) => {
        // Both may come in one read of the socket, so this is no second wait behind the first.
        isDead ||= changedTo(signal, 'MainPID') === 0;
        return isDead && signal.member === 'ItemsPropertiesUpdated';
      });
      const birth = timeOf(bus, (signal) => isNewPid(changedTo(signal, 'MainPID'), before));
      const birthShown = timeOf(bus, (signal) => labels(signal).some((label) => isNewPid(pidOf(label), before)));
      const polled = poll.waitFor((pid) => isNewPid(pid, before));
      process.kill(before, 'SIGKILL');
      const [diedAt, deathShownAt, bornAt, birthShownAt, polledAt] = await Promise.all([
        death,
        deathShown,
        birth,
        birthShown,
        polled,
      ]);
      ours.push(deathShownAt - diedAt, birthShownAt - bornAt);
      poller.push(polledAt - bornAt);
    }
  } finally {
    poll.stop();
    bus.close();
    await run('systemctl', ['--user', 'reset-failed']);
  }
  return { ours, poller };
}

/** What programs of this kind do: ask once a second. */
function startPoller(bus: TestBus, path: string) {
  const waiting = new Set<(pid: number) => void>();
  const timer = setInterval(async () => {
    const body = [`${SYSTEMD}.Service`, 'MainPID'];
    const header = { destination: SYSTEMD, path, interface: 'org.freedesktop.DBus.Properties' };
    const [pid] = await bus.call({ ...header, member: 'Get', signature: 'ss', body });
    for (const tell of waiting) tell(Number(pid));
  }, POLL_MS);
  return {
    stop: () => clearInterval(timer),
    waitFor: (test: (pid: number) => boolean) =>
      new Promise<number>((resolve) => {
        const tell = (pid: number) => {
          if (!test(pid)) return;
          waiting.delete(tell);
          resolve(performance.now());
        };
        waiting.add(tell);
      }),
  };
}

function timeOf(bus: TestBus, test: (signal: TestSignal) => boolean): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('a change that the benchmark waits for did not come')),
      DEADLINE_MS,
    );
    const stop = bus.onSignal((signal) => {
      if (!test(signal)) return;
      clearTimeout(timer);
      stop();
      resolve(performance.now());
    });
  });
}

function changedTo(signal: TestSignal, property: string): unknown {
  if (signal.member !== 'PropertiesChanged') return undefined;
  const changed = signal.body[1] as Record<string, { value?: unknown } | undefined>;
  const value = changed[property];
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

function labels(signal: TestSignal): readonly string[] {
  if (signal.member !== 'ItemsPropertiesUpdated') return [];
  return JSON.stringify(signal.body[0]).split('"');
}

function pidOf(label: string): number {
  return Number(/^PID (\d+)/.exec(label)?.[1] ?? 0);
}

function isNewPid(pid: unknown, before: number): boolean {
  return typeof pid === 'number' && pid !== 0 && pid !== before;
}

function unitPath(unit: string): string {
  const escaped = unit.replace(/[^A-Za-z0-9]/g, (character) => `_${character.charCodeAt(0).toString(16)}`);
  return `/org/freedesktop/systemd1/unit/${escaped}`;
}
