/**
 * gateway-exit-diag.log and gateway-shutdown-diag.log. The contract lists the tags and
 * common keys; which tags one exit writes is this simulator's reading of them.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HomePaths } from './home';
import { dumps, type JsonRecord } from './json';
import { commandLineOf } from './process-identity';
import { isoMicroseconds } from './time';
import type { VersionFacts } from './versions';

export type ExitDiagnosticTag =
  | 'gateway.start'
  | 'gateway.previous_unclean_exit'
  | 'gateway.exit_nonzero'
  | 'asyncio.run.returned'
  | 'asyncio.run.SystemExit'
  | 'atexit.hook';

export class Diagnostics {
  constructor(
    readonly paths: HomePaths,
    readonly facts: VersionFacts,
  ) {}

  record(tag: ExitDiagnosticTag, details: JsonRecord = {}): void {
    if (!this.facts.diagnosticLogs || process.env['HERMES_GATEWAY_EXIT_DIAG'] === '0') return;
    const common = { ts: isoMicroseconds(), tag, pid: process.pid, python: '3.13.5', platform: 'linux' };
    appendFileSync(join(this.paths.logs, 'gateway-exit-diag.log'), `${dumps({ ...common, ...details }, 'spaced')}\n`);
  }

  exit(code: number): void {
    if (code === 0) {
      this.record('asyncio.run.returned', { success: true });
      this.record('atexit.hook');
    } else {
      this.record('asyncio.run.SystemExit', { code });
      this.record('gateway.exit_nonzero', { code });
    }
  }

  shutdownSnapshot(signal: string): void {
    if (!this.facts.diagnosticLogs) return;
    const processes = `${process.pid} ${commandLineOf(process.pid)}`;
    const text = `=== shutdown diagnostic @ ${signal} ===\n${processes}\n=== end ===\n`;
    appendFileSync(join(this.paths.logs, 'gateway-shutdown-diag.log'), text);
  }
}
