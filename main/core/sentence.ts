/**
 * Core words its reasons to stand inside a sentence; here they stand alone. A name that begins one stays (`discord: …`),
 * and so does systemd's, which is spelled small.
 */
export function sentence(text: string): string {
  return /^(?!systemd )[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
