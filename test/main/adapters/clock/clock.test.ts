import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClock } from '../../../../main/adapters/clock/clock';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('calls back once, not before its time, and not after it was taken back', () => {
  const calls: string[] = [];
  const clock = createClock();
  clock.after(100, () => calls.push('kept'));
  const cancel = clock.after(50, () => calls.push('taken back'));
  cancel();
  cancel();
  vi.advanceTimersByTime(99);
  expect(calls).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(calls).toEqual(['kept']);
});

it('waits longer than setTimeout can, and can be stopped on the way', () => {
  const THIRTY_DAYS_MS = 30 * 86_400_000;
  const calls: string[] = [];
  const clock = createClock();
  clock.after(THIRTY_DAYS_MS, () => calls.push('kept'));
  const cancel = clock.after(THIRTY_DAYS_MS, () => calls.push('taken back'));
  vi.advanceTimersByTime(THIRTY_DAYS_MS - 1);
  expect(calls).toEqual([]);
  cancel();
  vi.advanceTimersByTime(1);
  expect(calls).toEqual(['kept']);
});

it('takes a time in the past for now', () => {
  const calls: string[] = [];
  createClock().after(-5, () => calls.push('called'));
  expect(calls).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(calls).toEqual(['called']);
});
