import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { UnitKind } from '../systemd.contract';

const run = promisify(execFile);

/** Units of the session's own `systemd --user`, as the contract suites need them. */
export const UNIT_FOLDER = join(process.env['XDG_RUNTIME_DIR'] ?? '/nowhere', 'systemd/user');

const DEADLINE_MS = 20_000;
const SLEEP = 'ExecStart=/bin/sleep infinity';
const SERVICES: Record<Exclude<UnitKind, 'masked'>, readonly string[]> = {
  steady: [SLEEP],
  revived: [
    SLEEP,
    'Restart=always',
    'RestartSec=1',
    'ExecReload=/bin/kill -USR1 $MAINPID',
    'Environment="HERMES_HOME=/home/ada/.hermes with space"',
  ],
  patient: [SLEEP, 'Restart=always', 'RestartSec=60'],
  limited: [SLEEP, 'Restart=always', 'RestartSec=60'],
  // Started only once it can stop slowly: before its trap is set it would end at once.
  slow: [
    'Type=notify',
    'NotifyAccess=all',
    `ExecStart=/bin/sh -c 'trap "sleep 2; exit 0" TERM; systemd-notify --ready; sleep infinity & wait'`,
    'KillMode=mixed',
  ],
  flapping: [`ExecStart=/bin/sh -c 'exit 1'`, 'Restart=on-failure', 'RestartSec=100ms'],
  // Started only once its traps are set.
  gateway: [
    'Type=notify',
    'NotifyAccess=all',
    `ExecStart=/bin/sh -c 'trap "" HUP; trap "exit 75" USR1; trap "exit 78" USR2; systemd-notify --ready; sleep infinity & wait'`,
    'KillMode=mixed',
    'Restart=always',
    'RestartSec=1',
    'RestartForceExitStatus=75',
    'RestartPreventExitStatus=78',
    'SuccessExitStatus=75',
  ],
  unstartable: ['ExecStartPre=/bin/false', SLEEP],
  // No command at all.
  'bad-setting': ['Restart=always'],
};

const BURSTS: Partial<Readonly<Record<UnitKind, number>>> = { flapping: 3, limited: 1 };

export async function systemctl(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('systemctl', ['--user', ...args], { timeout: DEADLINE_MS });
  return stdout.trim();
}

export async function writeUnit(unit: string, kind: UnitKind, variable?: string): Promise<void> {
  const path = join(UNIT_FOLDER, unit);
  // Renamed into its place, so that a unit that is written again is there all the time.
  const draft = `${path}.draft`;
  await mkdir(UNIT_FOLDER, { recursive: true });
  if (kind === 'masked') {
    await symlink('/dev/null', draft);
    await rename(draft, path);
    return;
  }
  const burst = BURSTS[kind];
  const limit =
    burst === undefined ? ['StartLimitIntervalSec=0'] : ['StartLimitIntervalSec=60', `StartLimitBurst=${burst}`];
  const environment = variable === undefined ? [] : [`Environment=${variable}`];
  await writeFile(draft, ['[Unit]', ...limit, '[Service]', ...SERVICES[kind], ...environment, ''].join('\n'));
  await rename(draft, path);
}

export function deleteUnit(unit: string): Promise<void> {
  return rm(join(UNIT_FOLDER, unit), { force: true });
}

/** Leaves no unit of a test behind. */
export async function deleteAllUnits(): Promise<void> {
  const units = (await readdir(UNIT_FOLDER).catch(() => [])).filter((name) => name.startsWith('hermes-'));
  if (units.length === 0) return;
  await systemctl('kill', '--signal=KILL', ...units).catch(() => {});
  await systemctl('stop', ...units).catch(() => {});
  for (const unit of units) await deleteUnit(unit);
  await systemctl('daemon-reload');
  await systemctl('reset-failed');
}
