import { t } from './i18n';

const KNOWN = ['connected', 'connecting', 'disconnected', 'retrying', 'fatal', 'paused'] as const;

/** A platform's state in the person's language; Hermes' own word where it is one that we do not know. */
export function platformState(state: string): string {
  const known = KNOWN.find((one) => one === state);
  return known === undefined ? state : t(`platform.${known}`);
}

/** The same behind the platform's name. */
export function platformWithState(name: string, state: string): string {
  const known = KNOWN.find((one) => one === state);
  return known === undefined ? `${name} ${state}` : t(`line.platform.${known}`, { name });
}
