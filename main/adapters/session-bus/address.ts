import { t } from '../../core/i18n';
import { failure, type Result, success } from '../../core/result';

/** One way to reach a bus. `path` is what node:net connects to; an abstract socket's begins with a NUL. */
export interface BusAddress {
  readonly text: string;
  readonly path: string;
}

export interface BusEnvironment {
  readonly DBUS_SESSION_BUS_ADDRESS?: string | undefined;
  readonly XDG_RUNTIME_DIR?: string | undefined;
}

/**
 * Where the session bus is, as libdbus and sd-bus find it: the address of the environment, else the socket in the
 * runtime folder. Several addresses are alternatives, tried in their order
 * (https://dbus.freedesktop.org/doc/dbus-specification.html#addresses).
 */
export function sessionBusAddresses(environment: BusEnvironment): Result<readonly BusAddress[]> {
  const { DBUS_SESSION_BUS_ADDRESS: given, XDG_RUNTIME_DIR: runtime } = environment;
  const text = given || (runtime && `unix:path=${toPercent(`${runtime}/bus`)}`);
  if (!text) return failure('no-address', t('sessionBus.noAddress'));

  const parsed = text.split(';').filter(Boolean).map(parseAddress);
  const usable = parsed.filter((one) => one.ok).map((one) => one.value);
  if (usable.length > 0) return success(usable);
  const reasons = parsed.filter((one) => !one.ok).map((one) => one.message);
  return failure('unsupported-address', reasons.join('; ') || t('sessionBus.badAddress', { address: text }));
}

/** What a person needs to see when the bus can't be found: everything that decides where it is looked for. */
export function describeEnvironment(environment: BusEnvironment): string {
  return (['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'] as const)
    .map((name) => (environment[name] ? `${name}=${environment[name]}` : t('sessionBus.variableUnset', { name })))
    .join(', ');
}

function parseAddress(text: string): Result<BusAddress> {
  const colon = text.indexOf(':');
  if (colon < 0) return failure('unsupported-address', t('sessionBus.badAddress', { address: text }));
  const transport = text.slice(0, colon);
  const parameters = new Map<string, string>();
  for (const pair of text.slice(colon + 1).split(',')) {
    const equals = pair.indexOf('=');
    if (equals > 0) parameters.set(pair.slice(0, equals), fromPercent(pair.slice(equals + 1)));
  }
  const path = parameters.get('path');
  const abstract = parameters.get('abstract');
  if (transport === 'unix' && path) return success({ text, path });
  if (transport === 'unix' && abstract) return success({ text, path: `\0${abstract}` });
  return failure('unsupported-address', t('sessionBus.unsupported', { address: text }));
}

function fromPercent(value: string): string {
  const bytes = value.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  // The escapes are bytes of UTF-8; what was not escaped is ASCII by the specification, but is taken as it comes.
  return value.includes('%') ? Buffer.from(bytes, 'latin1').toString() : value;
}

function toPercent(value: string): string {
  return [...Buffer.from(value)]
    .map((byte) => String.fromCharCode(byte))
    .map((char) => (/[-0-9A-Za-z_/.\\*]/.test(char) ? char : `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`))
    .join('');
}
