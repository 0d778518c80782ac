/** Signs of life of 0.19+ and the watchdog that misses them. */
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Gateway } from './gateway';
import { dumps, readRecord, writeAtomically } from './json';
import type { Cancel } from './loop';
import { isoMicroseconds } from './time';

const HEARTBEAT_SECONDS = 30;
const PROBE_SECONDS = 30;
const MISSED_PROBES = 3;

export function startHeartbeat(gateway: Gateway): Cancel {
  const { facts, paths, identity, loop } = gateway;
  if (!facts.heartbeat) return () => {};
  // Not the ticks that every other file of Hermes' means by this name.
  const startedAt = Date.now() / 1000;
  const beat = () => {
    const tick = facts.loopTickSocket ? { loop_tick_socket: true } : {};
    const record = {
      pid: identity.pid,
      updated_at: isoMicroseconds(),
      monotonic: Number(process.hrtime.bigint()) / 1e9,
      start_time: startedAt,
      ...tick,
    };
    writeAtomically(paths.heartbeat, dumps(record, 'compact'));
    if (facts.lifecycle) writeLifecycle(gateway, 'running');
  };
  beat();
  const stopBeating = loop.every(HEARTBEAT_SECONDS, beat);
  const closeTick = facts.loopTickSocket ? answerTicks(gateway) : () => {};
  return () => {
    stopBeating();
    closeTick();
  };
}

function answerTicks({ paths, loop }: Gateway): Cancel {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    loop.post(() => socket.end('1'));
  });
  server.on('error', () => {});
  server.listen(paths.loopTickSocket);
  return () => {
    server.close();
    rmSync(paths.loopTickSocket, { force: true });
  };
}

/** The sentinel: `running` found at the next boot means that nobody got to write `stopped`. */
export function writeLifecycle({ facts, paths, identity }: Gateway, phase: 'running' | 'stopped'): void {
  if (!facts.lifecycle) return;
  const memory = /^VmRSS:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const record = {
    phase,
    pid: identity.pid,
    start_time: identity.startTime,
    updated_at: isoMicroseconds(),
    memory: { rss_kb: Number(memory ?? 0) },
  };
  writeAtomically(paths.lifecycle, dumps(record, 'compact'));
}

export function reportUncleanExit({ facts, paths, logs, diagnostics }: Gateway): void {
  if (!facts.lifecycle) return;
  const left = readRecord(paths.lifecycle);
  if (left?.['phase'] !== 'running') return;
  const previousPid = typeof left['pid'] === 'number' ? left['pid'] : null;
  diagnostics.record('gateway.previous_unclean_exit', { previous_pid: previousPid, suspected_oom: false });
  logs.warning(`Previous gateway (PID ${previousPid}) exited uncleanly: killed, out of memory or power lost.`);
}

/** A thread in Hermes: the loop itself cannot notice that it stands still. */
export function watchLoop(gateway: Gateway, hardExit: (code: number) => void): Cancel {
  const { facts, loop, logs, options } = gateway;
  if (!facts.heartbeat || !options.loopWatchdog) return () => {};
  let missed = 0;
  const timer = setInterval(() => {
    missed = loop.isFrozen ? missed + 1 : 0;
    if (missed < MISSED_PROBES) return;
    logs.write({
      level: 'CRITICAL',
      logger: 'gateway.run',
      message: `Gateway event loop missed ${missed} consecutive liveness probes; dumping all thread stacks and exiting with code 75 so the service manager restarts it.`,
    });
    hardExit(75);
  }, loop.toMs(PROBE_SECONDS));
  return () => clearInterval(timer);
}
