/** Controls and line separators end a text early in some daemons; the bidi marks would reorder what follows. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
const LONGEST_TITLE = 100;
const LONGEST_BODY = 500;
/** A word longer than this is cut in the middle: better than losing a third of the text. */
const LONGEST_CUT = 40;

/** One line. A title never holds markup: the specification, and what the daemons do. */
export function plainTitle(text: string): string {
  return shortened(plainLine(text), LONGEST_TITLE);
}

/** Lines as the caller made them; anything else that could garble a notification is gone. */
export function plainBody(text: string): string {
  const lines = text.split(/\r?\n/).map(plainLine);
  return shortened(lines.join('\n').trim(), LONGEST_BODY);
}

/** For daemons with the capability `body-markup`: a log line's `<` must not begin a tag. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function plainLine(text: string): string {
  return text.replace(UNSAFE, ' ').replace(/ {2,}/g, ' ').trim();
}

/** At the end of a word where there is one near. Counted in code points, so that no character is cut in two. */
function shortened(text: string, longest: number): string {
  const characters = Array.from(text);
  if (characters.length <= longest) return text;
  const kept = characters.slice(0, longest - 1).join('');
  const wordEnd = /\s+\S*$/.exec(`${kept}${characters[longest - 1] ?? ''}`)?.index ?? 0;
  return `${(kept.length - wordEnd <= LONGEST_CUT ? kept.slice(0, wordEnd) : kept).trimEnd()}…`;
}
