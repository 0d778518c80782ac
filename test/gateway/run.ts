/** `gateway run`: the life of one simulated gateway, from exec to exit. */
import { appendFileSync, chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openControlSocket } from './control-socket';
import { Diagnostics } from './diagnostics';
import { followDrainRequest } from './drain-request';
import { drainTimeoutSeconds } from './drain-timeout';
import type { Gateway } from './gateway';
import { reportUncleanExit, startHeartbeat, watchLoop, writeLifecycle } from './heartbeat';
import { homePaths, resolveHome } from './home';
import { dumps } from './json';
import { GatewayLogs } from './logs';
import { GatewayLoop } from './loop';
import type { RunOptions } from './options';
import { claimHome } from './pid-file';
import { ownIdentity } from './process-identity';
import { backOffFromRespawnStorm } from './respawn-breaker';
import { shutDown } from './shutdown';
import { installSignalHandlers, watchPlannedStop } from './signals';
import { openSimulatorSocket } from './simulator-socket';
import { takeNextStartFailure } from './start-failures';
import { startUp } from './startup';
import { processRecord, StateFile } from './state-file';
import { StopRequests } from './stop-requests';
import { makeWay } from './takeover';
import { Tools } from './tools';
import { Turns } from './turns';
import { refreshOwnUnit } from './unit-file';

/** Hermes' shutdown watchdog waits that long beyond the drain (§2.2). */
const SHUTDOWN_WATCHDOG_SECONDS = 60;

/** Resolves to the exit code. */
export async function runGateway(options: RunOptions): Promise<number> {
  const { facts } = options;
  const paths = homePaths(resolveHome(facts, process.env, options.profile));
  mkdirSync(paths.sessions, { recursive: true });
  if (facts.heartbeat) mkdirSync(paths.stateFolder, { recursive: true });
  const failure = options.failure ?? takeNextStartFailure(paths);
  if (failure === 'broken-install') {
    process.stderr.write(`${process.execPath}: No module named 'hermes_cli'\n`);
    return 1;
  }
  if (facts.stateMode === 0o600) chmodSync(paths.home, 0o700);
  process.stdout.write(`⚕ Hermes Gateway Starting... (${facts.release}, simulated)\n  Press Ctrl+C to stop\n`);
  refreshOwnUnit(options, paths.home);

  const gateway = createGateway(options, paths.home);
  const { logs, diagnostics } = gateway;
  diagnostics.record('gateway.start');
  const end = (code: number): number => {
    diagnostics.exit(code);
    return code;
  };
  // Hermes imports for a second or more; until it is done, signals have their default action.
  await delay(Math.max(0, options.handlersAfterMs - performance.now()));
  await backOffFromRespawnStorm(gateway);
  if (!(await makeWay(gateway))) return end(1);

  installSignalHandlers(gateway);
  if (failure === 'lock-held') {
    logs.error('Gateway runtime lock is already held by another instance. Exiting.');
    return end(1);
  }
  const claim = claimHome(paths, facts, processRecord(facts, gateway.identity, paths.home));
  if (!claim.ok) {
    logs.error(claim.reason);
    return end(1);
  }
  reportUncleanExit(gateway);
  writeLifecycle(gateway, 'running');
  const closing = [
    openSimulatorSocket(gateway),
    startHeartbeat(gateway),
    watchPlannedStop(gateway),
    watchLoop(gateway, (code) => process.exit(code)),
  ];
  const closeControlSocket = openControlSocket(gateway);
  const releaseHome = () => {
    closeControlSocket();
    claim.release();
  };

  const started = await startUp(gateway, failure);
  if (started.kind === 'running') beginWork(gateway);
  const code = started.kind === 'failed' ? started.exitCode : await untilStopped(gateway, releaseHome);
  if (started.kind === 'failed') releaseHome();
  for (const close of closing) close();
  gateway.tools.killAll();
  writeLifecycle(gateway, 'stopped');
  return end(code);
}

function createGateway(options: RunOptions, home: string): Gateway {
  const { facts, tornWriteMs, servedProfiles, codeSha } = options;
  const paths = homePaths(home);
  const identity = ownIdentity();
  const loop = new GatewayLoop(options.timeScale);
  const logs = new GatewayLogs(paths.logs, facts);
  return {
    options,
    facts,
    paths,
    identity,
    loop,
    logs,
    state: new StateFile({ path: paths.state, home, facts, identity, servedProfiles, codeSha, tornWriteMs }),
    turns: new Turns(loop, logs),
    tools: new Tools(),
    diagnostics: new Diagnostics(paths, facts),
    stops: new StopRequests(),
    drainSeconds: drainTimeoutSeconds(options, paths),
  };
}

/** New turns from now on, each told to the state file where the version does so. */
function beginWork(gateway: Gateway): void {
  const { facts, options, turns, state, stops } = gateway;
  turns.accepting = true;
  turns.onChange(() => {
    if (!facts.activeAgentsAreLive || stops.isRequested) return;
    const work = turns.all.map(({ session, platform }) => ({ kind: 'turn', session, platform }));
    const activeWork = work.length === 0 ? null : work;
    state.write({ active_agents: turns.count, ...(facts.identifiesCode ? { active_work: activeWork } : {}) });
  });
  for (let agent = 0; agent < options.agents; agent += 1) turns.start({ seconds: options.agentSeconds });
}

async function untilStopped(gateway: Gateway, releaseHome: () => void): Promise<number> {
  const { facts, loop, paths, logs, stops, drainSeconds } = gateway;
  const stopFollowing = followDrainRequest(gateway);
  const request = await stops.first;
  stopFollowing();
  if (facts.heartbeat) {
    const afterTurn =
      request.kind === 'restart' ? (gateway.options.afterTurnSeconds ?? facts.afterTurnSeconds ?? 0) : 0;
    const limit = drainSeconds + SHUTDOWN_WATCHDOG_SECONDS;
    // A thread in Hermes: it ends the process even when the loop is frozen in mid-shutdown.
    const fire = () => {
      const message = `Shutdown watchdog fired after ${limit.toFixed(0)}s — forcing process exit`;
      logs.write({ level: 'CRITICAL', logger: 'gateway.run', message });
      const header = { ts: Date.now() / 1000, pid: process.pid, limit_seconds: limit };
      appendFileSync(join(paths.logs, 'gateway-shutdown-watchdog.log'), `${dumps(header, 'spaced')}\n`);
      process.exit(1);
    };
    setTimeout(fire, loop.toMs(limit + afterTurn)).unref();
  }
  return shutDown(gateway, request, { releaseHome });
}
