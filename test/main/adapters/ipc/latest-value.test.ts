import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLatestValue } from '../../../../main/adapters/ipc/latest-value';

describe('createLatestValue', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function latest() {
    const sent: number[] = [];
    return { sent, ...createLatestValue<number>((value) => sent.push(value)) };
  }

  it('sends the first value at once', () => {
    const { push, sent } = latest();
    push(1);
    expect(sent).toEqual([1]);
  });

  it('skips over what comes within a frame, but not the last', () => {
    const { push, sent } = latest();
    for (const value of [1, 2, 3, 4]) push(value);
    vi.runAllTimers();
    expect(sent).toEqual([1, 4]);
  });

  it('sends a hundred changes of a second about sixty times', () => {
    const { push, sent } = latest();
    for (let value = 1; value <= 100; value += 1) {
      push(value);
      vi.advanceTimersByTime(10);
    }
    vi.runAllTimers();
    expect(sent.length).toBeLessThanOrEqual(63);
    expect(sent.at(-1)).toBe(100);
  });

  it('keeps no timer when nothing waits, nor once it is closed', () => {
    const { push, close, sent } = latest();
    push(1);
    vi.advanceTimersByTime(1000);
    expect(vi.getTimerCount()).toBe(0);
    push(2);
    push(3);
    close();
    expect(vi.getTimerCount()).toBe(0);
    expect(sent).toEqual([1, 2]);
  });
});
