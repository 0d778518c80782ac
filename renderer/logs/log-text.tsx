import { isCaseSensitive } from '../../main/core/smart-case';
import { visibleText } from '../../main/core/visible-text';

interface LogTextProps {
  readonly text: string;
  /** What is searched for: it is marked. */
  readonly wanted: string;
}

/**
 * A text out of a log, as text: React escapes it, control characters are pictures of themselves, and its writing direction
 * stays its own (`unicode-bidi: isolate` in logs.css).
 */
export function LogText({ text, wanted }: LogTextProps) {
  return (
    <bdi className="log-text">
      {parts(visibleText(text), visibleText(wanted)).map((part, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
        index % 2 === 0 ? part : <mark key={index}>{part}</mark>,
      )}
    </bdi>
  );
}

/** Every second one is what is wanted. */
function parts(text: string, wanted: string): readonly string[] {
  if (wanted === '') return [text];
  const isExact = isCaseSensitive(wanted);
  const hay = isExact ? text : text.toLowerCase();
  // Where small letters take another length, places would not be the same in both.
  if (hay.length !== text.length) return [text];
  const found: string[] = [];
  let from = 0;
  for (let at = hay.indexOf(wanted); at !== -1; at = hay.indexOf(wanted, from)) {
    found.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...found, text.slice(from)];
}
