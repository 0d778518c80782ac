/** What a starting gateway does with its own unit file. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Gateway } from './gateway';
import type { RunOptions } from './options';
import { ownServiceUnit } from './process-identity';
import { stopTimeoutSeconds, unitTextFor } from './unit';

interface UnitFile {
  readonly unit: string;
  readonly path: string;
  readonly text: string;
}

/** Runtime units count too, because tests install there. */
function ownUnitFile(): UnitFile | undefined {
  const unit = ownServiceUnit();
  if (unit === undefined) return undefined;
  const folders = [join(homedir(), '.config'), process.env['XDG_RUNTIME_DIR'] ?? '/run/nowhere'];
  for (const folder of folders) {
    const path = join(folder, 'systemd/user', unit);
    try {
      return { unit, path, text: readFileSync(path, 'utf8') };
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** 0.14+: a stop time-out below the drain means SIGKILL in mid-drain. */
export function warnOfStaleUnit({ facts, logs, drainSeconds }: Gateway): void {
  if (facts.version === '0.11') return;
  const file = ownUnitFile();
  const stop = /^TimeoutStopSec=([\d.]+)$/m.exec(file?.text ?? '')?.[1];
  const expected = stopTimeoutSeconds(facts.version, drainSeconds);
  if (file === undefined || stop === undefined || Number(stop) >= expected) return;
  logs.warning(
    `Stale systemd unit detected: ${file.unit} has TimeoutStopSec=${Number(stop).toFixed(0)}s but drain_timeout=${drainSeconds.toFixed(0)}s (expected >=${expected.toFixed(0)}s). systemd may SIGKILL the gateway mid-drain. Run \`hermes gateway restart\` to refresh it.`,
  );
}

/** Rewrites the unit when it is not, line by line, what this version would generate. Drop-ins stay. */
export function refreshOwnUnit(options: RunOptions, home: string): void {
  const script = process.argv[1];
  const file = ownUnitFile();
  if (!options.refreshUnit || options.facts.version === '0.11' || file === undefined || script === undefined) return;
  const fresh = unitTextFor([process.execPath, ...process.argv.slice(1)], {
    version: options.facts.version,
    node: process.execPath,
    gatewayScript: script,
    home,
    ...(options.drainSeconds === undefined ? {} : { drainTimeoutSeconds: options.drainSeconds }),
    ...(options.unitRestartSec === undefined ? {} : { restartSec: options.unitRestartSec }),
  });
  const stripped = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .trim();
  if (stripped(file.text) === stripped(fresh)) return;
  writeFileSync(file.path, fresh);
  execFileSync('systemctl', ['--user', 'daemon-reload'], { timeout: 30_000, stdio: 'ignore' });
  process.stdout.write('↻ Updated gateway user service definition to match the current Hermes install\n');
}
