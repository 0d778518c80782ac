/** Signals, the planned-stop marker and their log lines. */
import inspector from 'node:inspector';
import { loadavg } from 'node:os';
import type { Gateway } from './gateway';
import type { Cancel } from './loop';
import { consumeMarker, markerFor } from './markers';
import { commandLineOf, ownServiceUnit } from './process-identity';
import type { StopRequest } from './stop-requests';

const MARKER_POLL_SECONDS = 0.5;

/**
 * Node answers SIGUSR1 with its inspector, Python dies of it until Hermes installs its handler, which is
 * what a controller must be tested against. Adding and removing a listener leaves the kernel's default.
 */
export function restoreDefaultSignals(): void {
  const nothing = () => {};
  process.on('SIGUSR1', nothing);
  process.off('SIGUSR1', nothing);
  // The signal came while Node itself was starting.
  if (inspector.url() !== undefined && process.execArgv.length === 0) process.kill(process.pid, 'SIGUSR1');
}

export function installSignalHandlers(gateway: Gateway): void {
  const { loop, stops } = gateway;
  process.on('SIGTERM', () => loop.post(() => stops.add(receiveTermination(gateway, 'SIGTERM'))));
  process.on('SIGINT', () => loop.post(() => stops.add(receiveTermination(gateway, 'SIGINT'))));
  // §4.1: receiving SIGUSR1 logs nothing.
  process.on('SIGUSR1', () => loop.post(() => stops.add({ kind: 'restart' })));
}

function receiveTermination(gateway: Gateway, signal: 'SIGTERM' | 'SIGINT'): StopRequest {
  const { facts, paths, identity, logs } = gateway;
  const takeover = consumeMarker(paths.takeover, identity);
  const plannedStop = facts.plannedStopMarker ? consumeMarker(paths.plannedStop, identity) : 'absent';
  const planned =
    takeover === 'self'
      ? 'takeover'
      : plannedStop === 'self' || (signal === 'SIGINT' && facts.sigintIsPlanned)
        ? 'stop'
        : undefined;
  // Before the fix nothing told of the signal.
  if (planned === undefined && gateway.options.sigtermExitsZero) return { kind: 'signal', signal, planned };
  if (planned === 'takeover') logs.info(`Received ${signal} as a planned --replace takeover — exiting cleanly`);
  else if (planned === 'stop') logs.info(`Received ${signal} as a planned gateway stop — exiting cleanly`);
  else logs.info(`Received ${facts.version === '0.11' ? 'SIGTERM/SIGINT' : signal} — initiating shutdown`);
  if (facts.version === '0.11') {
    logs.info('Shutdown diagnostic — no other hermes processes found');
  } else {
    const seen = [
      takeover === 'absent' ? '' : ` takeover_marker_present=${takeover}`,
      plannedStop === 'self' ? ' planned_stop_marker_present=yes' : '',
    ];
    logs.warning(`${shutdownContext(signal)}${seen.join('')}`);
    gateway.diagnostics.shutdownSnapshot(signal);
  }
  return { kind: 'signal', signal, planned };
}

/** Names the parent process; who sent the signal is unknown to Hermes. */
function shutdownContext(signal: string): string {
  const parent = commandLineOf(process.ppid);
  const name = parent.split(' ')[0]?.split('/').at(-1) ?? '';
  const load = (loadavg()[0] ?? 0).toFixed(2);
  const underSystemd = ownServiceUnit() === undefined ? 'no' : 'yes';
  return `Shutdown context: signal=${signal} under_systemd=${underSystemd} parent_pid=${process.ppid} parent_name=${name} loadavg_1m=${load} parent_cmdline='${parent}'`;
}

/** The marker alone stops the gateway (§2.4). A thread in Hermes: it polls on while the loop is frozen. */
export function watchPlannedStop(gateway: Gateway): Cancel {
  const { facts, paths, identity, loop, logs, stops } = gateway;
  if (!facts.plannedStopMarker) return () => {};
  const timer = setInterval(() => {
    if (stops.isRequested || markerFor(paths.plannedStop, identity) !== 'self') return;
    clearInterval(timer);
    loop.post(() => {
      // The signal may have come first, with the marker.
      if (consumeMarker(paths.plannedStop, identity) !== 'self') return;
      logs.info('Received UNKNOWN as a planned gateway stop — exiting cleanly');
      stops.add({ kind: 'marker' });
    });
  }, loop.toMs(MARKER_POLL_SECONDS));
  return () => clearInterval(timer);
}
