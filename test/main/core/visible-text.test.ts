import { describe, expect, it } from 'vitest';
import { visibleText } from '../../../main/core/visible-text';

describe('visibleText', () => {
  it.each([
    ['plain ü 漢 שלום', 'plain ü 漢 שלום'],
    ['\u001b[31mred\u001b[0m', '‹ESC›[31mred‹ESC›[0m'],
    ['a\u0000b\u007fc\u0085d', 'a‹NUL›b‹DEL›c‹U+0085›d'],
    ['carriage\rreturn, line\nfeed', 'carriage‹CR›return, line‹LF›feed'],
    ['a\tb', 'a\tb'],
    ['\u202egnp.exe\u202c \u2066x\u2069 \u200f', '‹U+202E›gnp.exe‹U+202C› ‹U+2066›x‹U+2069› ‹U+200F›'],
    ['\u2028', '‹U+2028›'],
  ])('shows what acts, and changes nothing else: %j', (text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });
});
