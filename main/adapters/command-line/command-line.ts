import { parseArgs } from 'node:util';
import { LOG_LEVELS, type LogLevel } from '../../core/settings';
import { isServiceName, toServiceName } from '../../core/unit-name';
import { isChromiumSwitch } from './chromium-switches';

export interface CommandLine {
  /** The units to follow; null where the settings decide. */
  readonly units: readonly string[] | null;
  /** To the tray only, without the window. */
  readonly hidden: boolean;
  /** Null where the settings decide. */
  readonly logLevel: LogLevel | null;
  readonly help: boolean;
  readonly version: boolean;
}

export type ParsedCommandLine =
  | { readonly ok: true; readonly value: CommandLine }
  /** For stderr; the app ends with USAGE_EXIT_CODE. */
  | { readonly ok: false; readonly message: string };

export const USAGE_EXIT_CODE = 2;

export const HELP_TEXT = `Usage: hermes-tray [OPTION]...

Shows this user's Hermes Agent gateway in the tray, and starts, stops and restarts it.
A second start shows the window of the first.

  --unit NAME       follow this systemd user unit only; can be repeated. Without a
                    suffix, .service is meant. Default: every hermes-gateway*.service
  --hidden          start in the tray, without the window (used at login)
  --log-level LEVEL error, warn, info or debug. Default: the setting, else info
  -h, --help        show this and end
  -V, --version     show the version and end

Options of Chromium, such as --ozone-platform=x11 or --disable-gpu, are passed on; their
values need a "=".

Files:
  $XDG_CONFIG_HOME/hermes-tray/settings.json      the settings, as the window has them
  $XDG_CONFIG_HOME/autostart/hermes-tray.desktop  present while it starts at login
  $XDG_STATE_HOME/hermes-tray/hermes-tray.log     the app's own log; .1 to .3 are older
  ~/.hermes, or the HERMES_HOME of the unit       the gateway's; only read

Environment:
  XDG_CONFIG_HOME           default ~/.config
  XDG_STATE_HOME            default ~/.local/state
  DBUS_SESSION_BUS_ADDRESS  the bus of the desktop session and of systemd --user
  XDG_RUNTIME_DIR           where that bus is, if no address is given

Exit status: 0 after Quit, ${USAGE_EXIT_CODE} for a wrong command line, 70 after an internal error.
`;

const OPTIONS = {
  unit: { type: 'string', multiple: true },
  hidden: { type: 'boolean' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

/** Parses what follows the executable (and, unpackaged, the app's path). The last of an option counts; units add up. */
export function parseCommandLine(argv: readonly string[]): ParsedCommandLine {
  // Not strict: Chromium's switches come along. So what is ours is checked here.
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const units: string[] = [];
  const flags = { hidden: false, help: false, version: false };
  let logLevel: LogLevel | null = null;
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') return wrong(`hermes-tray takes no argument "${token.value}".`);
    const { name, rawName, value } = token;
    switch (name) {
      case 'unit': {
        const unit = toServiceName(value ?? '');
        // `--unit --hidden` forgot the name, though "--hidden.service" could be one.
        if (value === undefined || value.startsWith('-') || !isServiceName(unit)) {
          return wrong(`${rawName} needs the name of a systemd service, such as hermes-gateway.service${not(value)}.`);
        }
        if (!units.includes(unit)) units.push(unit);
        break;
      }
      case 'log-level': {
        const level = LOG_LEVELS.find((known) => known === value);
        if (level === undefined) return wrong(`${rawName} needs one of ${LOG_LEVELS.join(', ')}${not(value)}.`);
        logLevel = level;
        break;
      }
      case 'hidden':
      case 'help':
      case 'version':
        if (value !== undefined) return wrong(`${rawName} takes no value${not(value)}.`);
        flags[name] = true;
        break;
      default:
        if (!rawName.startsWith('--') || !isChromiumSwitch(name)) return wrong(`There is no option ${rawName}.`);
    }
  }
  return { ok: true, value: { units: units.length === 0 ? null : units, logLevel, ...flags } };
}

function not(value: string | undefined): string {
  return value === undefined ? '' : `, not "${value}"`;
}

function wrong(problem: string): ParsedCommandLine {
  return { ok: false, message: `hermes-tray: ${problem} "hermes-tray --help" lists the options.` };
}
