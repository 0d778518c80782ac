/**
 * Core words its reasons to stand inside a sentence; here they stand alone. A name that begins one stays as it is written:
 * `discord: …`, systemd.
 */
export function sentence(text: string): string {
  return /^(?!systemd )\p{Ll}+ /u.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
