import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withDeadline } from '../../../main/adapters/with-deadline';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('work with a deadline', () => {
  it('ends in what the work ends in, and leaves no timer', async () => {
    expect(await withDeadline(Promise.resolve('done'), 1000, () => 'late')).toBe('done');
    await expect(withDeadline(Promise.reject(new Error('broken')), 1000, () => 'late')).rejects.toThrow('broken');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends in what is said of late work, whatever becomes of it', async () => {
    let fail = (_error: Error) => {};
    const work = new Promise<string>((_, reject) => {
      fail = reject;
    });
    const ended = withDeadline(work, 1000, () => 'late');
    await vi.advanceTimersByTimeAsync(1000);
    expect(await ended).toBe('late');
    fail(new Error('broken'));
  });
});
