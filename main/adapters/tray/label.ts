const LONGEST_LABEL = 120;
const LONGEST_TOOLTIP_LINE = 300;
/** Controls and line breaks end a text early in some hosts; the bidi marks would reorder what follows. */
const UNSAFE = / *[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069][\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069 ]*/gu;

/** One line that any menu can show, from a text that may come from a log. */
export function plainLabel(text: string): string {
  return plainLine(text, LONGEST_LABEL);
}

/** The same for a tooltip, which has lines. */
export function plainLines(text: string): string {
  return text
    .split('\n')
    .map((line) => plainLine(line, LONGEST_TOOLTIP_LINE))
    .join('\n');
}

function plainLine(text: string, longest: number): string {
  const characters = Array.from(text.replace(UNSAFE, ' ').trim());
  if (characters.length <= longest) return characters.join('');
  const kept = characters.slice(0, longest - 1).join('');
  return `${kept.trimEnd()}…`;
}
