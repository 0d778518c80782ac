import { describe, expect, it } from 'vitest';
import { plainLabel, plainLines } from '../../../../main/adapters/tray/label';

describe('plainLabel', () => {
  it.each([
    ['a log line with controls', 'one\r\n\ttwo \u001b[31mred', 'one two [31mred'],
    ['marks that reorder text', 'safe\u202egnp.exe\u2066', 'safe gnp.exe'],
    ['what menus take as marks', '_a_ & b', '_a_ & b'],
  ])('keeps %s on one plain line', (_, text, label) => {
    expect(plainLabel(text)).toBe(label);
  });

  it('cuts between characters, never within one', () => {
    expect(plainLabel('𝄞'.repeat(120))).toBe('𝄞'.repeat(120));
    expect(plainLabel('𝄞'.repeat(121))).toBe(`${'𝄞'.repeat(119)}…`);
  });
});

describe('plainLines', () => {
  it('keeps the lines of a tooltip', () => {
    expect(plainLines('PID 5\ntelegram\u0000 connected')).toBe('PID 5\ntelegram connected');
  });
});
