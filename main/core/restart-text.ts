import { assertNever } from './assert-never';
import { formatDuration } from './duration';
import { restartProgress } from './restart-progress';
import type { RestartRun } from './restart-run';

const CELLS = 10;

/** `▰▰▰▰▱▱▱▱▱▱ 43 %` */
export function restartBar(run: RestartRun, now: number): string {
  const progress = restartProgress(run, now);
  const full = Math.floor(progress * CELLS);
  return `${'▰'.repeat(full)}${'▱'.repeat(CELLS - full)} ${Math.floor(progress * 100)} %`;
}

/** What a restart is at. */
export function restartLine({ phase }: RestartRun, now: number): string {
  switch (phase.kind) {
    case 'waiting-for-idle':
      return phase.agentsNow === null ? 'Waiting until no agent is at work' : `Waiting for ${agents(phase.agentsNow)}`;
    case 'draining':
      return `Draining${phase.agentsNow === null ? '' : `: ${agents(phase.agentsNow)} left`}${atMost(phase.deadline, now)}`;
    case 'exiting':
      return `The old process ends${atMost(phase.deadline, now)}`;
    case 'waiting':
      return phase.systemdRestartAt === null
        ? 'Between the processes'
        : `systemd starts it in ≈ ${formatDuration(phase.systemdRestartAt - now)}`;
    case 'starting':
      return `Starting (PID ${phase.pid})${atMost(phase.deadline, now)}`;
    case 'ready':
      return `Restarted in ${formatDuration(phase.tookMs)} (PID ${phase.pid})`;
    case 'cancelled':
      return 'The restart was cancelled';
    case 'failed':
      return `${phase.reason}. ${phase.hint}`;
    default:
      return assertNever(phase);
  }
}

function agents(count: number): string {
  return count === 1 ? '1 agent' : `${count} agents`;
}

function atMost(deadline: number, now: number): string {
  const left = deadline - now;
  return left <= 0 ? '' : ` · ≤ ${formatDuration(left)}`;
}
