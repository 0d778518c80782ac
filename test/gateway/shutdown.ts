/** From a stop request to an exit code: after-turn wait, drain, teardown. */
import { rmSync, writeFileSync } from 'node:fs';
import { drain, keepTellingAgents, type LogPhase } from './drain';
import type { Gateway } from './gateway';
import { dumps, writeAtomically } from './json';
import { launchPlannedRestart } from './planned-restart';
import { exitCodeOf, isUnexpected, type StopRequest } from './stop-requests';
import { epochSeconds } from './time';

export interface ShutdownPorts {
  /** Closes gateway.sock, frees lock and pid file. */
  readonly releaseHome: () => void;
}

/** Resolves to the exit code, with everything on disk as Hermes leaves it. */
export async function shutDown(gateway: Gateway, asked: StopRequest, ports: ShutdownPorts): Promise<number> {
  const { facts, loop, logs, state, options } = gateway;
  const request = asked.kind === 'restart' ? await waitForTurns(gateway, asked) : asked;
  const isRestart = request.kind === 'restart';
  const beganAt = loop.elapsed();
  const phase: LogPhase = (name, detail = '') => {
    if (facts.version === '0.11') return;
    logs.info(`Shutdown phase: ${name} at +${(loop.elapsed() - beganAt).toFixed(2)}s${detail}`);
  };

  logs.info(isRestart ? 'Stopping gateway for restart...' : 'Stopping gateway...');
  announceDrain(gateway, isRestart);
  phase('notify_active_sessions done');
  const { timedOut } = await drain(gateway, phase);
  await disconnectPlatforms(gateway, phase);
  phase('final-cleanup tool kill done');
  phase('SessionDB close done');

  ports.releaseHome();
  if (timedOut) {
    if (facts.version !== '0.11') {
      logs.info(
        'Skipping .clean_shutdown marker — drain timed out with interrupted agents; next startup will suspend recently active sessions.',
      );
    }
    rmSync(gateway.paths.cleanShutdown, { force: true });
  } else {
    writeFileSync(gateway.paths.cleanShutdown, '');
  }
  const persistsRunning = facts.persistsRunning && isUnexpected(request);
  if (persistsRunning) {
    logs.info(
      'Gateway stopped by an unexpected signal — persisting gateway_state=running so container_boot auto-starts on the next boot (issue #42675)',
    );
  }
  state.write({
    gateway_state: persistsRunning ? 'running' : 'stopped',
    exit_reason: isRestart ? 'Gateway restart requested' : null,
    restart_requested: isRestart,
    active_agents: 0,
  });
  const total = (loop.elapsed() - beganAt).toFixed(2);
  logs.info(facts.version === '0.11' ? 'Gateway stopped' : `Gateway stopped (total teardown ${total}s)`);
  if (isRestart) await launchPlannedRestart(gateway);
  if (facts.version === '0.11') logs.info('Cron ticker stopped');
  const exitsZero = options.sigtermExitsZero && isUnexpected(request);
  if (isUnexpected(request) && !exitsZero) {
    logs.info(
      'Exiting with code 1 (signal-initiated shutdown without restart request) so systemd Restart=on-failure can revive the gateway.',
    );
  }
  // A non-daemon agent thread: the record says `stopped`, the process is still there (§2.2).
  if (options.lingerSeconds > 0) await loop.sleep(options.lingerSeconds);
  return exitsZero ? 0 : exitCodeOf(request);
}

/** 0.21: SIGUSR1 lets running turns end before it drains; a stop cuts that short and takes its place. */
async function waitForTurns(gateway: Gateway, restart: StopRequest): Promise<StopRequest> {
  const { facts, options, turns, state, stops } = gateway;
  const seconds = options.afterTurnSeconds ?? facts.afterTurnSeconds;
  if (facts.afterTurnSeconds === undefined || seconds === undefined || turns.count === 0) return restart;
  turns.accepting = false;
  state.write({ gateway_state: 'draining', restart_requested: true, active_agents: turns.count });
  const stopTelling = keepTellingAgents(gateway);
  const waited = turns.idleWithin(seconds).then(() => restart);
  const decided = await Promise.race([waited, stops.urgent]);
  stopTelling();
  return decided;
}

function announceDrain({ facts, paths, logs, state, turns }: Gateway, isRestart: boolean): void {
  turns.accepting = false;
  state.write({ gateway_state: 'draining', restart_requested: isRestart, active_agents: turns.count });
  if (isRestart && facts.version !== '0.11') {
    const pending = { requested_at: epochSeconds(), via_service: true, detached: false };
    writeAtomically(paths.restartPending, dumps(pending, 'compact'));
  }
  const addressee = facts.version === '0.11' ? '' : 'active chat ';
  for (const turn of turns.all) {
    logs.info(`Sent shutdown notification to ${addressee}${turn.platform}:${turn.chat}`);
  }
}

async function disconnectPlatforms(gateway: Gateway, phase: LogPhase): Promise<void> {
  const { facts, options, loop, logs, state } = gateway;
  for (const platform of options.platforms) {
    await loop.sleep(options.teardownSeconds / options.platforms.length);
    logs.info(`✓ ${platform} disconnected${facts.version === '0.11' ? '' : ' (0.01s)'}`);
    state.writePlatform(platform, { state: 'disconnected' });
  }
  phase('all adapters disconnected');
}
