import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { GATEWAY_SIMULATOR } from '../../scripts/lib/build.mjs';
import { type Simulator, simulatorAt } from '../gateway/client';
import { type InstalledUnit, installUnit } from '../gateway/install';
import type { HermesVersion } from '../gateway/versions';
import { type HermesInstall, installHermes } from '../hermes-cli/install';

/** A simulated gateway as a unit of the real systemd of this session. */
export interface GatewayUnderTest {
  readonly unit: InstalledUnit;
  readonly home: string;
  readonly root: string;
  /** Where `release` was given. */
  readonly hermes: HermesInstall | null;
  readonly simulator: Simulator;
  /** A property as `systemctl --user show` gives it. */
  show(property: string): Promise<string>;
  mainPid(): Promise<number>;
  /** As if it had been started so often just now: what makes Hermes 0.19 and later wait before it boots. */
  pretendStarts(count: number): void;
  remove(): Promise<void>;
}

export interface GatewayOptions {
  readonly version?: HermesVersion;
  readonly profile?: string;
  /** The unit's, where it is to be another than the profile's. */
  readonly name?: string;
  readonly restartSec?: number;
  readonly timeoutStopSec?: number;
  readonly flags?: readonly string[];
  /** Its config.yaml. */
  readonly config?: string;
  /** False leaves it stopped. */
  readonly isStarted?: boolean;
  /** Its code and its command line, at `<root>/hermes-agent`, of this release. */
  readonly release?: string;
  /** The root of another's, to be a profile of it and to run its code. */
  readonly root?: string;
  /** Hermes' own breaker of respawn storms is off unless a test is about it. */
  readonly maxStarts?: number;
}

/** Installs one, by default a 0.21 with a quick restart, and starts it. */
export async function installGateway(options: GatewayOptions = {}): Promise<GatewayUnderTest> {
  const { version = '0.21', profile, name, restartSec = 1, flags = [], isStarted = true, maxStarts = 0 } = options;
  const { timeoutStopSec } = options;
  const root = options.root ?? mkdtempSync(join(homedir(), 'hermes-'));
  const hermes = options.release === undefined ? null : installHermes(root, version, options.release);
  const checkout = hermes?.checkout ?? (options.root === undefined ? null : join(root, 'hermes-agent'));
  const home = profile === undefined ? root : join(root, 'profiles', profile);
  const unit = await installUnit({
    version,
    node: process.execPath,
    gatewayScript: GATEWAY_SIMULATOR,
    home,
    scope: 'user',
    restartSec,
    extraArgs: [...flags, ...(checkout === null ? [] : ['--checkout', checkout])],
    environment: {
      HERMES_GATEWAY_MAX_STARTS: String(maxStarts),
      ...(checkout === null ? {} : { VIRTUAL_ENV: join(checkout, 'venv') }),
    },
    ...(profile === undefined ? {} : { profile }),
    ...(name === undefined ? {} : { name }),
    ...(timeoutStopSec === undefined ? {} : { timeoutStopSec }),
  });
  if (options.config !== undefined) writeFileSync(join(home, 'config.yaml'), options.config);
  if (isStarted) await unit.systemctl('start', unit.name);
  const show = async (property: string) => (await unit.systemctl('show', '--value', '-p', property, unit.name)).trim();
  return {
    unit,
    home,
    root,
    hermes,
    simulator: simulatorAt(home),
    show,
    mainPid: async () => Number(await show('MainPID')),
    pretendStarts(count) {
      const now = Date.now() / 1000;
      writeFileSync(join(home, 'gateway-starts.log'), `${Array(count).fill(now).join('\n')}\n`);
    },
    async remove() {
      await unit.remove();
      if (options.root === undefined) rmSync(root, { recursive: true, force: true });
    },
  };
}
