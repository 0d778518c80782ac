import { createFakeSystemd } from '../../fakes/fake-systemd';
import type { FakeUnitFile } from '../../fakes/fake-unit-file';
import { realClock } from '../real/real-clock';
import { type SystemdDriver, systemdContract, type UnitKind } from '../systemd.contract';

const STEADY = { restart: 'no', reloadsBySigusr1: false, onSignal: {} } as const;
const EXITS = (status: number) => ({ exitsWith: status, inMs: 0 });
const FILES: Record<UnitKind, Partial<FakeUnitFile>> = {
  steady: STEADY,
  revived: { restart: 'always', restartDelayMs: 1_000, environment: ['HERMES_HOME=/home/ada/.hermes with space'] },
  patient: { restart: 'always', restartDelayMs: 60_000 },
  limited: { restart: 'always', restartDelayMs: 60_000, startLimitIntervalMs: 60_000, startLimitBurst: 1 },
  slow: { ...STEADY, stopsInMs: 100 },
  flapping: {
    restart: 'on-failure',
    restartDelayMs: 10,
    exitsAtOnce: 1,
    restartForceExitStatus: [],
    startLimitIntervalMs: 60_000,
    startLimitBurst: 3,
  },
  gateway: { restartDelayMs: 1_000, onSignal: { 1: 'ignores', 10: EXITS(75), 12: EXITS(78) } },
  unstartable: { ...STEADY, failsToStart: true },
  masked: { loadState: 'masked' },
  'bad-setting': { loadState: 'bad-setting' },
};
const SIGNALS = { KILL: 9, TERM: 15 } as const;

async function createFakeDriver(): Promise<SystemdDriver> {
  const systemd = createFakeSystemd(realClock);
  const rewritten = new Map<string, readonly string[]>();
  return {
    systemd,
    async create(unit, kind) {
      systemd.define(unit, FILES[kind]);
    },
    async rewrite(unit, _, variable) {
      rewritten.set(unit, [variable]);
    },
    async remove(unit) {
      systemd.remove(unit);
    },
    async kill(unit, signal) {
      systemd.kill(unit, SIGNALS[signal]);
    },
    async systemctl(verb, unit) {
      void systemd.request(verb, unit);
    },
    async daemonReload() {
      for (const [unit, environment] of rewritten) systemd.define(unit, { environment });
    },
    async daemonReexec() {},
    async cutBus() {
      systemd.loseBus();
    },
    async freezeBus() {
      systemd.goSilent();
    },
    async restoreBus() {
      systemd.comeBack();
    },
    async close() {
      systemd.close();
    },
  };
}

systemdContract('the fake systemd', createFakeDriver);
