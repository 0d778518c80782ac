/** Escape sequences, control characters, and what turns the direction of a text around. */
const UNPRINTABLE = / ?(?:\p{Cc}(?:\[[\d;]*m)?|[\u2028\u2029\u202a-\u202e\u2066-\u2069])+ ?/gu;

/** A text out of a log, as it may be shown: printable, and `most` characters at the longest. */
export function printable(text: string, most: number): string {
  const clean = text.replace(UNPRINTABLE, ' ').trim();
  if (clean.length <= most) return clean;
  const cut = clean.slice(0, most - 1);
  // Not half of a character outside the basic plane.
  const whole = /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
  return `${whole}…`;
}
