import { caseVariants, isCaseSensitive } from '../../../core/smart-case';

/** Looks for a text in bytes as they lie, without decoding them: where it stands next; -1 where it does not. */
export interface TextPattern {
  readonly length: number;
  /** Begins with other bytes. */
  reset(bytes: Buffer): void;
  next(from: number): number;
}

export function textPattern(text: string): TextPattern {
  return isCaseSensitive(text) || !/\p{L}/u.test(text) ? exactPattern(text) : foldedPattern(text);
}

function exactPattern(text: string): TextPattern {
  const wanted = Buffer.from(text, 'utf8');
  let bytes: Buffer = Buffer.alloc(0);
  return {
    length: wanted.length,
    reset(given) {
      bytes = given;
    },
    next: (from) => bytes.indexOf(wanted, from),
  };
}

/**
 * By a regular expression over one character a byte: V8 searches those at 1 to 3 GB/s, and makes such a string of bytes by
 * copying them. Its own `i` would take the halves of UTF-8 sequences for letters, so all variants are spelled out.
 */
function foldedPattern(text: string): TextPattern {
  const expression = new RegExp([...text].map(alternatives).join(''), 'g');
  let characters = '';
  return {
    length: Buffer.byteLength(text, 'utf8') * 2,
    reset(given) {
      characters = given.toString('latin1');
    },
    next(from) {
      expression.lastIndex = from;
      return expression.exec(characters)?.index ?? -1;
    },
  };
}

function alternatives(character: string): string {
  const variants = caseVariants(character).map((variant) =>
    [...Buffer.from(variant, 'utf8')].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
  if (variants.length === 1) return variants.join('');
  const isOneByte = variants.every((variant) => variant.length === 4);
  return isOneByte ? `[${variants.join('')}]` : `(?:${variants.join('|')})`;
}
