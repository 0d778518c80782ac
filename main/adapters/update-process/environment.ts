import { join } from 'node:path';
import type { UpdateProcessSpec } from '../../app/ports/update-process';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a gateway is told of itself, and an update must not take for its own. */
const OF_THE_GATEWAY: ReadonlySet<string> = new Set(['HERMES_HOME', 'HERMES_SUPERVISED_CHILD']);
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/**
 * Taken from what the user's systemd hands on: INVOCATION_ID, by which a gateway that is started from here would take itself
 * for a unit's; LC_ALL, which stands over LANG.
 */
export function unsetFor(spec: UpdateProcessSpec, app: Environment): readonly string[] {
  const names = ['INVOCATION_ID', 'LC_ALL', 'HERMES_SUPERVISED_CHILD'];
  return hermesHome(spec, app) === null ? [...names, 'HERMES_HOME'] : names;
}

/** The gateway's own, and what a program without a terminal needs besides. */
export function environmentFor(spec: UpdateProcessSpec, app: Environment): Readonly<Record<string, string>> {
  const own = Object.fromEntries(
    spec.environment.flatMap((entry) => {
      const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(entry) ?? [];
      return name === undefined || value === undefined || OF_THE_GATEWAY.has(name) ? [] : [[name, value]];
    }),
  );
  const venv = join(spec.checkout, 'venv');
  const path = own['PATH'] ?? app['PATH'] ?? DEFAULT_PATH;
  const bin = join(venv, 'bin');
  const home = hermesHome(spec, app);
  return {
    ...own,
    PATH: path.split(':').includes(bin) ? path : `${bin}:${path}`,
    VIRTUAL_ENV: venv,
    ...pick(app, ['HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS']),
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    PYTHONUNBUFFERED: '1',
    HERMES_NONINTERACTIVE: '1',
    // Nobody could answer.
    GIT_TERMINAL_PROMPT: '0',
    ...(home === null ? {} : { HERMES_HOME: home }),
  };
}

/** `-p` names the profile, below the root that Hermes finds by itself; null where it does. */
function hermesHome({ root }: UpdateProcessSpec, app: Environment): string | null {
  return root === join(app['HOME'] ?? '/', '.hermes') ? null : root;
}

function pick(environment: Environment, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
