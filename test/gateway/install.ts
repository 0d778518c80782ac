/** Puts a simulated gateway's unit into a systemd user manager, and takes it out again. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type UnitOptions, unitName, unitText } from './unit';

const run = promisify(execFile);
const SYSTEMCTL_DEADLINE_MS = 100_000;

export interface InstallOptions extends UnitOptions {
  /** `user`: ~/.config/systemd/user, as Hermes does. `runtime`: $XDG_RUNTIME_DIR/systemd/user, gone at logout. */
  readonly scope: 'user' | 'runtime';
  /** Defaults to the profile's. */
  readonly name?: string;
  /** Extra variables, in a drop-in: Hermes rewrites its unit, never a drop-in. */
  readonly environment?: Readonly<Record<string, string>>;
  /** For systemctl: HOME and XDG_RUNTIME_DIR choose the manager. Defaults to process.env. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface InstalledUnit {
  readonly name: string;
  readonly path: string;
  /** `systemctl --user <args>`; resolves to stdout, rejects with systemctl's own text. */
  readonly systemctl: (...args: readonly string[]) => Promise<string>;
  /** Kills what runs, removes unit and drop-ins, reloads. */
  readonly remove: () => Promise<void>;
}

/**
 * Writes and loads the unit; does not start it. Creates the home, since a missing WorkingDirectory is exit 200.
 * Rejects when a unit of that name exists that is no simulator's: somebody's own gateway.
 */
export async function installUnit(options: InstallOptions): Promise<InstalledUnit> {
  const env = options.env ?? process.env;
  const name = options.name ?? unitName(options.profile);
  const folder = unitFolder(options.scope, env);
  const path = join(folder, name);
  const systemctl = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run('systemctl', ['--user', ...args], { env, timeout: SYSTEMCTL_DEADLINE_MS });
    return stdout;
  };
  await refuseForeignUnit(name, systemctl);
  mkdirSync(options.home, { recursive: true });
  mkdirSync(`${path}.d`, { recursive: true });
  writeFileSync(path, unitText(options));
  const variables = Object.entries(options.environment ?? {}).map(([key, value]) => `Environment="${key}=${value}"`);
  writeFileSync(join(`${path}.d`, '10-simulator.conf'), `${['[Service]', ...variables].join('\n')}\n`);
  await systemctl('daemon-reload');
  return {
    name,
    path,
    systemctl,
    remove: async () => {
      // A unit that does not run, or has not failed, makes these fail, which is the wish.
      await systemctl('kill', '--signal=SIGKILL', name).catch(() => {});
      await systemctl('stop', name).catch(() => {});
      await systemctl('reset-failed', name).catch(() => {});
      rmSync(path, { force: true });
      rmSync(`${path}.d`, { recursive: true, force: true });
      await systemctl('daemon-reload');
    },
  };
}

async function refuseForeignUnit(name: string, systemctl: InstalledUnit['systemctl']): Promise<void> {
  const fragment = (await systemctl('show', '--property=FragmentPath', '--value', name)).trim();
  if (fragment === '' || readFileSync(fragment, 'utf8').includes('--hermes-version')) return;
  throw new Error(`${fragment} is no simulator's unit: refusing to replace ${name}. Use a private desktop session.`);
}

function unitFolder(scope: 'user' | 'runtime', env: NodeJS.ProcessEnv): string {
  if (scope === 'user') return join(env['HOME'] ?? homedir(), '.config/systemd/user');
  const runtime = env['XDG_RUNTIME_DIR'];
  if (runtime === undefined) throw new Error('XDG_RUNTIME_DIR is not set: no user manager to install a unit for');
  return join(runtime, 'systemd/user');
}
