/** The ways a start can fail, chosen by `--fail-start` or, for the next start only, by a file in the home. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { HomePaths } from './home';

export const START_FAILURES = [
  /** `No module named 'hermes_cli'` on stderr, exit 1, no log line (§10). */
  'broken-install',
  /** Every platform fails with a retryable error: 0.11 exits 1, 0.19+ stays and retries (§4.1). */
  'platforms-down',
  /** A bot token another process holds: 0.11 exits 0, 0.19 retries, 0.21 exits 78 (§4.1). */
  'token-conflict',
  /** api_server without a key: 0.19+ exits 78, 0.11 starts (§7.1). */
  'api-key',
  /** dm_policy "open": 0.19+ refuses with 78, 0.11 starts (§4.1). */
  'open-policy',
  /** The api_server's port is taken: that platform fails, the others run (§4.1). */
  'port-in-use',
  /** Runtime lock held by somebody: exit 1 (§3.4). */
  'lock-held',
  /** Stays in `starting` (§8.2 #100968). */
  'hang',
] as const;

export type StartFailure = (typeof START_FAILURES)[number];

export function isStartFailure(text: string): text is StartFailure {
  return START_FAILURES.some((failure) => failure === text);
}

/** Makes the next `times` starts of a home fail. Works while no gateway lives there, too. */
export function failNextStarts(paths: HomePaths, failure: StartFailure, times = 1): void {
  writeFileSync(paths.simulatorNextStart, `${Array.from({ length: times }, () => failure).join('\n')}\n`);
}

export function takeNextStartFailure(paths: HomePaths): StartFailure | undefined {
  let planned: string[];
  try {
    planned = readFileSync(paths.simulatorNextStart, 'utf8').split('\n').filter(Boolean);
  } catch {
    return undefined;
  }
  const [next, ...rest] = planned;
  if (rest.length === 0) rmSync(paths.simulatorNextStart, { force: true });
  else writeFileSync(paths.simulatorNextStart, `${rest.join('\n')}\n`);
  return next !== undefined && isStartFailure(next) ? next : undefined;
}
