/** 0.16–0.19 restart their own service through a transient unit. */
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Gateway } from './gateway';
import { ownServiceUnit, startTimeOf } from './process-identity';

const run = promisify(execFile);
const SYSTEMCTL_DEADLINE_MS = 90_000;
const LAUNCH_DEADLINE_MS = 10_000;
const POLL_MS = 50;

export async function launchPlannedRestart({ facts, options, logs }: Gateway): Promise<void> {
  const unit = ownServiceUnit();
  const script = process.argv[1];
  if (!facts.plannedRestartHelper || !options.plannedRestartHelper || unit === undefined || script === undefined)
    return;
  const helper = `hermes-gateway-planned-restart-${process.pid}`;
  const self = [process.execPath, script, 'planned-restart-helper', String(process.pid), unit];
  try {
    await run('systemd-run', ['--user', '--collect', '--unit', helper, ...self], { timeout: LAUNCH_DEADLINE_MS });
    logs.info(`Launched systemd planned-restart helper for ${unit} (pid=${process.pid}, scope=user)`);
  } catch (error) {
    logs.warning(`Failed to launch systemd planned-restart helper for ${unit}: ${String(error)}`);
  }
}

/** The transient unit's own program: waits for the gateway to be gone, then restarts its unit. */
export async function helpPlannedRestart(pid: number, unit: string): Promise<void> {
  while (startTimeOf(pid) !== undefined) await delay(POLL_MS);
  await run('systemctl', ['--user', 'reset-failed', unit], { timeout: SYSTEMCTL_DEADLINE_MS });
  await run('systemctl', ['--user', 'restart', unit], { timeout: SYSTEMCTL_DEADLINE_MS });
}
