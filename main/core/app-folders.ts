/** Where the app keeps its own files. Absolute paths. */
export interface AppFolders {
  /** `settings.json`. */
  readonly config: string;
  /** The log. */
  readonly state: string;
  /** Chromium's files, and with them the lock of the single instance. */
  readonly cache: string;
  /** The desktop's, for every app that starts at login. */
  readonly autostart: string;
}

/** By the XDG Base Directory specification: a variable that is empty or holds a relative path counts as not set. */
export function appFolders(environment: Readonly<Record<string, string | undefined>>, userHome: string): AppFolders {
  const folder = (variable: string, fallback: string): string => {
    const value = environment[variable] ?? '';
    return value.startsWith('/') ? value.replace(/(?<=.)\/+$/, '') : `${userHome}/${fallback}`;
  };
  const config = folder('XDG_CONFIG_HOME', '.config');
  return {
    config: `${config}/hermes-tray`,
    state: `${folder('XDG_STATE_HOME', '.local/state')}/hermes-tray`,
    cache: `${folder('XDG_CACHE_HOME', '.cache')}/hermes-tray`,
    autostart: `${config}/autostart`,
  };
}
