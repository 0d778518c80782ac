import { describe, expect, it } from 'vitest';
import { JournalRows } from '../../../../main/adapters/journal/journal-rows';
import { MOST_COPIED_BYTES, MOST_UNFOLDED_BYTES, NO_FILTER } from '../../../../main/core/log-view';
import { NOW, UNIT } from '../../../fixtures/build';

function rowsOf(messages: readonly string[]): JournalRows {
  const rows = new JournalRows(UNIT, NO_FILTER);
  messages.forEach((message, index) => {
    rows.add(JSON.stringify({ __REALTIME_TIMESTAMP: String((NOW + index) * 1000), MESSAGE: message, PRIORITY: '6' }));
  });
  return rows;
}

describe('the entries of a journal', () => {
  it('of any size are kept in bounds: each is cut, and the oldest go', () => {
    const huge = 'x'.repeat(200_000);
    const rows = rowsOf(Array.from({ length: 1000 }, () => huge));
    const { first, end, entries } = rows.extent();
    expect(end).toBe(1000);
    expect(first).toBe(1000 - entries);
    expect(entries * MOST_UNFOLDED_BYTES).toBeLessThanOrEqual(32 * 1024 * 1024);
    const last = rows.entry(999);
    expect([last.isWhole, last.lines[0]?.length]).toEqual([false, MOST_UNFOLDED_BYTES]);
  });

  it('are copied up to a bound, and it is said where that cut something', () => {
    const long = 'y'.repeat(60_000);
    const rows = rowsOf(Array.from({ length: 400 }, () => long));
    const { revision, first, end } = rows.extent();
    const copied = rows.text(revision, first, end);
    expect(copied.isWhole).toBe(false);
    expect(copied.text.length).toBeLessThanOrEqual(MOST_COPIED_BYTES);
    expect(rows.text(revision, end - 2, end)).toMatchObject({ entries: 2, isWhole: true });
  });

  it('say that lines beyond the thousandth are left out', () => {
    const rows = rowsOf([Array.from({ length: 1500 }, (_, index) => `line ${index}`).join('\n')]);
    expect(rows.entry(0).isWhole).toBe(false);
    expect(rowsOf(['one\ntwo']).entry(0)).toEqual({ lines: ['one', 'two'], isWhole: true });
  });
});
