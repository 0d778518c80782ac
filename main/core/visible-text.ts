/** Control characters of both kinds, and what turns the direction of a text around or breaks its line. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** By their numbers, 0 to 31. */
const NAMES = (
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI ' +
  'DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'
).split(' ');

/**
 * A text out of a log with nothing in it that could act: a control character is shown by its name (‹ESC›), and what has none
 * by its number (‹U+202E›). Not by its picture (U+2400 and up): many a desktop has no font with them. A tab stays.
 */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (character) => (character === '\t' ? character : `‹${nameOf(character)}›`));
}

function nameOf(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 0x7f) return 'DEL';
  return NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
