/** Core words its reasons to stand inside a sentence; here they stand alone. A name that begins one (`discord: …`) stays. */
export function sentence(text: string): string {
  return /^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
