const MASK = '***';

/** What looks like a secret, and what stays of it. The names of keys stay: they say what was there. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${MASK}`],
  [/\b(sk|pk|rk)-[A-Za-z0-9_-]{8,}/g, `$1-${MASK}`],
  [/\bgh[pousr]_[A-Za-z0-9]{16,}|\bgithub_pat_\w{16,}/g, MASK],
  [/\bxox[a-z]-[A-Za-z0-9-]{8,}/g, MASK],
  // A Telegram bot token.
  [/\b\d{8,10}:[A-Za-z0-9_-]{35}/g, MASK],
  // NAME_TOKEN=value, with or without quotes.
  [/\b(\w*(?:KEY|TOKEN|PASSWORD|PASSWD|SECRET))=("[^"]*"|'[^']*'|[^\s,;"']+)/gi, `$1=${MASK}`],
  // "api_key": "value" and api_key: 'value', as JSON and util.inspect write them.
  [/(["']?\w*(?:key|token|password|passwd|secret)["']?:\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/gi, `$1'${MASK}'`],
  // user:password@ in an address.
  [/(:\/\/[^\s/:@]+):[^\s/@]+@/g, `$1:${MASK}@`],
];

/** A net below "nothing secret is passed": errors of foreign code quote addresses, commands and environments. */
export function redact(text: string): string {
  return SECRETS.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}
