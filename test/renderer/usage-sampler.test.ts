import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Usage } from '../../main/core/usage';
import type { SeenPage } from '../../renderer/seen-page';
import { cpuLines, memoryLines, SAMPLES_KEPT, withSample } from '../../renderer/usage-history';
import { SAMPLE_MS, sampleUsage } from '../../renderer/usage-sampler';
import { NOW } from '../fixtures/build';

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

function usage(at: number, change: Partial<Usage> = {}): Usage {
  return { at, memoryBytes: 50_000_000, cpuNanoseconds: 1_000_000_000, tasks: 5, source: 'systemd', ...change };
}

function createPage(isHidden = false) {
  const listeners = new Set<() => void>();
  const page: SeenPage = {
    isHidden: () => isHidden,
    onVisibility(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    page,
    listeners,
    turn(hidden: boolean) {
      isHidden = hidden;
      for (const listener of listeners) listener();
    },
  };
}

function createScene(isHidden = false) {
  const shown = createPage(isHidden);
  const taken: Usage[] = [];
  let asked = 0;
  const stop = sampleUsage({
    page: shown.page,
    async ask() {
      asked += 1;
      return usage(Date.now());
    },
    take: (one) => taken.push(one),
  });
  return { ...shown, taken, stop, asked: () => asked };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe('the sampler', () => {
  it('asks at once, and then every two seconds', async () => {
    const scene = createScene();
    await pass(0);
    expect(scene.asked()).toBe(1);
    await pass(10 * SAMPLE_MS);
    expect(scene.asked()).toBe(11);
    expect(scene.taken).toHaveLength(11);
  });

  it('asks for nothing while the page is hidden, and at once when it is shown again', async () => {
    const scene = createScene();
    await pass(SAMPLE_MS);
    scene.turn(true);
    await pass(60_000);
    expect(scene.asked()).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
    scene.turn(false);
    await pass(0);
    expect(scene.asked()).toBe(3);
    await pass(SAMPLE_MS);
    expect(scene.asked()).toBe(4);
  });

  it('asks for nothing on a page that is hidden from the beginning', async () => {
    const scene = createScene(true);
    await pass(60_000);
    expect(scene.asked()).toBe(0);
  });

  it('is over with its card: no timer, no listener, no late answer', async () => {
    const scene = createScene();
    scene.stop();
    await pass(60_000);
    expect(scene.asked()).toBe(1);
    expect(scene.taken).toEqual([]);
    expect(scene.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for an answer that takes long, however often the page is hidden and shown', async () => {
    const { page, turn } = createPage();
    let asked = 0;
    let answer = (_: Usage | null): void => {};
    const stop = sampleUsage({
      page,
      ask() {
        asked += 1;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
      take() {},
    });
    for (const hidden of [true, false, true, false]) turn(hidden);
    await pass(60_000);
    expect(asked).toBe(1);
    answer(null);
    await pass(SAMPLE_MS);
    expect(asked).toBe(2);
    stop();
  });
});

describe('the history of samples', () => {
  it('keeps the last four minutes', () => {
    let samples: readonly Usage[] = [];
    for (let index = 0; index < 200; index += 1) samples = withSample(samples, usage(NOW + index * SAMPLE_MS));
    expect(samples).toHaveLength(SAMPLES_KEPT);
    expect(withSample(samples, usage(NOW + 10_000_000))).toHaveLength(1);
  });

  it('begins anew when the clock was set back', () => {
    expect(withSample([usage(NOW)], usage(NOW - 60_000))).toHaveLength(1);
  });

  it.each<[string, Partial<Usage>, number | null]>([
    ['by how the time has grown', { cpuNanoseconds: 1_500_000_000 }, 0.25],
    ['of none', {}, 0],
    ['of a new run, which counts from nought', { cpuNanoseconds: 5 }, null],
    ['of another count', { cpuNanoseconds: 1_500_000_000, source: 'proc' }, null],
    ['that nobody counts', { cpuNanoseconds: null }, null],
    ['after a time that nobody looked', { at: NOW + 60_000, cpuNanoseconds: 2_000_000_000 }, null],
  ])('tells the use of the CPU %s', (_what, change, cores) => {
    const lines = cpuLines([usage(NOW), usage(NOW + SAMPLE_MS, change)]);
    expect(lines.flat().map(({ value }) => value)).toEqual(cores === null ? [] : [cores]);
  });

  it('has a gap where nobody looked, and where nothing was told', () => {
    const samples = [0, 1, 2, 40, 41, 42].map((index) => usage(NOW + index * SAMPLE_MS));
    samples[4] = usage(NOW + 41 * SAMPLE_MS, { memoryBytes: null });
    expect(memoryLines(samples).map((line) => line.length)).toEqual([3, 1, 1]);
  });
});
