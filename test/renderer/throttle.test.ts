import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createThrottle } from '../../renderer/throttle';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a throttle', () => {
  it('acts at once, then once for all that was asked meanwhile', () => {
    const action = vi.fn();
    const throttle = createThrottle(1000, action);
    throttle.request();
    expect(action).toHaveBeenCalledTimes(1);
    for (let count = 0; count < 20; count += 1) throttle.request();
    vi.advanceTimersByTime(999);
    expect(action).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1);
    expect(action).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(10_000);
    expect(action).toHaveBeenCalledTimes(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('acts no more once it is cancelled', () => {
    const action = vi.fn();
    const throttle = createThrottle(1000, action);
    throttle.request();
    throttle.request();
    throttle.cancel();
    vi.advanceTimersByTime(10_000);
    expect(action).toHaveBeenCalledTimes(1);
  });
});
