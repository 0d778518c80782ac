/**
 * Core words its reasons to stand inside a sentence; here they stand alone. A name that begins one stays as it is written:
 * `discord: …`, systemd, and what is typed: hermes update.
 */
export function sentence(text: string): string {
  return /^(?!(systemd|hermes) )\p{Ll}+ /u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
