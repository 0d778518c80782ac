/** 0.21's ExecStop: makes the SIGTERM that systemd is about to send a planned one. */
import { homePaths, rootOf } from './home';
import { writePlannedStopMarker } from './markers';
import { startTimeOf } from './process-identity';

/** Works from MAINPID and HERMES_HOME, as systemd sets them. Returns the exit code. */
export function markPlannedStop(environment: Readonly<Record<string, string | undefined>>): number {
  // systemd runs ExecStop after a clean exit as well, then without MAINPID: nothing to announce.
  const pid = Number(environment['MAINPID'] ?? Number.NaN);
  const startTime = Number.isInteger(pid) ? startTimeOf(pid) : undefined;
  if (startTime === undefined) return 0;
  const paths = homePaths(environment['HERMES_HOME'] ?? rootOf(undefined, environment['HOME']));
  writePlannedStopMarker(paths, { pid, startTime });
  return 0;
}
