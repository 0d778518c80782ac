/** Another gateway lives in this home: refuse, or take over with `--replace`. */
import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Gateway } from './gateway';
import { writeTakeoverMarker } from './markers';
import { runningGateway } from './pid-file';
import { isSameProcess, type ProcessIdentity } from './process-identity';

/** Resolves true when the home is free to be claimed. */
export async function makeWay(gateway: Gateway): Promise<boolean> {
  const { options, paths } = gateway;
  const other = runningGateway(paths);
  if (other === undefined) return true;
  if (options.replace) return replace(gateway, other);
  refuse(gateway, other);
  return false;
}

function refuse({ facts, paths, logs }: Gateway, other: ProcessIdentity): void {
  if (facts.version === '0.11') {
    logs.error(
      `Another gateway instance is already running (PID ${other.pid}, HERMES_HOME=${paths.home}). Use 'hermes gateway restart' to replace it, or 'hermes gateway stop' first.`,
    );
  } else {
    process.stdout.write(`✗ Another gateway instance is already running (PID ${other.pid}).\n`);
  }
}

async function replace(gateway: Gateway, other: ProcessIdentity): Promise<boolean> {
  const { facts, paths, logs } = gateway;
  logs.info(`Replacing existing gateway instance (PID ${other.pid}) with --replace.`);
  writeTakeoverMarker(paths, facts, other);
  signal(other, 'SIGTERM');
  if (!(await isGone(gateway, other, 20, 0.5))) {
    logs.warning(`Old gateway (PID ${other.pid}) did not exit after SIGTERM, sending SIGKILL.`);
    signal(other, 'SIGKILL');
    // 0.11 does not look whether SIGKILL helped, only lets the kernel act.
    const gone = await isGone(gateway, other, facts.version === '0.11' ? 2 : 20, 0.25);
    if (!gone && facts.version !== '0.11') return false;
  }
  rmSync(paths.pid, { force: true });
  rmSync(paths.takeover, { force: true });
  return true;
}

function signal(other: ProcessIdentity, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(other.pid, name);
  } catch {
    // It ended in between, which is what we want.
  }
}

async function isGone({ loop }: Gateway, other: ProcessIdentity, polls: number, seconds: number): Promise<boolean> {
  for (let poll = 0; poll < polls; poll += 1) {
    if (!isSameProcess(other)) return true;
    await delay(loop.toMs(seconds));
  }
  return !isSameProcess(other);
}
