import { describe, expect, it } from 'vitest';
import { escapeMarkup, plainBody, plainTitle } from '../../../../main/adapters/notifications/text';

describe('the text of a notification', () => {
  it('has no controls and no marks that turn text around', () => {
    expect(plainTitle('a\u0000b\u001b[31m\nc\u202edc\u2066e')).toBe('a b [31m c dc e');
    expect(plainBody('one\ttwo\u0007\r\n three \u2029\nfour')).toBe('one two\nthree\nfour');
  });

  it('is cut at a word', () => {
    const title = plainTitle('word '.repeat(40));
    expect(title).toMatch(/^(word )+word…$/);
    expect(title.length).toBeGreaterThan(90);
    expect(title.length).toBeLessThanOrEqual(100);
    expect(plainBody(`${'line\n'.repeat(200)}`)).toMatch(/\nline…$/);
  });

  it('is cut in a word that is too long to be left out, and never in a character', () => {
    expect(Array.from(plainTitle(`see ${'x'.repeat(200)}`))).toHaveLength(100);
    expect(plainTitle('😀'.repeat(200))).toBe(`${'😀'.repeat(99)}…`);
  });

  it('is left alone when it fits', () => {
    const longest = 'x'.repeat(100);
    expect(plainTitle(longest)).toBe(longest);
    expect(plainBody('y'.repeat(500))).toBe('y'.repeat(500));
  });

  it('means itself where markup is read', () => {
    expect(escapeMarkup('<b>1 & 2</b> "quoted" &amp;')).toBe('&lt;b&gt;1 &amp; 2&lt;/b&gt; "quoted" &amp;amp;');
  });
});
