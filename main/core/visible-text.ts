/** Control characters of both kinds, and what turns the direction of a text around or breaks its line. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Control Pictures: U+2400 is the picture of U+0000. */
const PICTURES = 0x2400;
const PICTURE_OF_DELETE = '\u2421';

/**
 * A text out of a log with nothing in it that could act: a control character is shown by its picture (␛ for an escape),
 * and what has none by its number. A tab stays.
 */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.charCodeAt(0);
    if (character === '\t') return character;
    if (code < 0x20) return String.fromCharCode(PICTURES + code);
    if (code === 0x7f) return PICTURE_OF_DELETE;
    return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}
