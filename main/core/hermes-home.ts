/** Where a gateway keeps its files. */
export interface HermesHome {
  /** Absolute. */
  readonly home: string;
  /** The default profile's home, above `profiles/`. */
  readonly root: string;
  /** Whether `<root>/active_profile` may redirect this gateway: it was started without naming its profile. */
  readonly followsActiveProfile: boolean;
}

export interface HermesHomeQuestion {
  /** The unit's Environment=, `KEY=value`. */
  readonly environment: readonly string[];
  readonly execStart: readonly string[];
  /** The user's home folder, absolute. */
  readonly userHome: string;
}

const PROFILE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Hermes' own rules, by which a gateway with this command and environment finds its home before it reads any file. */
export function hermesHomeOf(question: HermesHomeQuestion): HermesHome {
  const fallback = tidy(`${question.userHome}/.hermes`);
  const named = tidy(environmentValue(question.environment, 'HERMES_HOME')?.trim() || fallback);
  const root = rootOf(named, fallback);
  const profile = profileArgument(question.execStart);
  if (profile !== null) return { home: profileHome(root, profile), root, followsActiveProfile: false };
  const isProfileHome = parentName(named) === 'profiles';
  const supervised = environmentValue(question.environment, 'HERMES_SUPERVISED_CHILD') === '1';
  return { home: named, root, followsActiveProfile: !isProfileHome && !supervised };
}

/**
 * `hermes profile use <name>` redirects every gateway that was started without `--profile`, the default unit included:
 * it then keeps its files below `<root>/profiles/<name>` though its unit says otherwise.
 */
export function redirectedHome(base: HermesHome, activeProfile: string | null): string {
  const profile = activeProfile?.trim() ?? '';
  // A sticky "default" is no redirection, unlike `--profile default`.
  if (!base.followsActiveProfile || profile === 'default' || !PROFILE_NAME.test(profile)) return base.home;
  return profileHome(base.root, profile);
}

function profileHome(root: string, profile: string): string {
  return profile === 'default' ? root : tidy(`${root}/profiles/${profile}`);
}

function rootOf(home: string, fallback: string): string {
  if (home === fallback || home.startsWith(`${fallback}/`)) return fallback;
  return parentName(home) === 'profiles' ? home.split('/').slice(0, -2).join('/') || '/' : home;
}

function parentName(path: string): string | undefined {
  return path.split('/').at(-2);
}

/** As Python's pathlib writes a path: no doubled or trailing slash, no `.`; a `..` stays. */
function tidy(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  return `${path.startsWith('/') ? '/' : ''}${names.join('/')}`;
}

function environmentValue(environment: readonly string[], key: string): string | undefined {
  // systemd's rule: a later assignment of the same name wins.
  return environment.findLast((entry) => entry.startsWith(`${key}=`))?.slice(key.length + 1);
}

// A wrapper's own `-p` is no profile: `doppler run -p project -- hermes gateway run`.
const HERMES_COMMAND = /(^|\/)(hermes(-agent)?|hermes_cli(\.main|\/main\.py)?)$/;

function profileArgument(execStart: readonly string[]): string | null {
  const argv = execStart.slice(execStart.findIndex((argument) => HERMES_COMMAND.test(argument)) + 1);
  for (const [index, argument] of argv.entries()) {
    const value = argument.startsWith('--profile=')
      ? argument.slice('--profile='.length)
      : argument === '-p' || argument === '--profile'
        ? argv[index + 1]
        : undefined;
    if (value !== undefined && PROFILE_NAME.test(value)) return value;
  }
  return null;
}
