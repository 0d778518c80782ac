import type { Usage } from '../main/core/usage';
import { SAMPLE_MS } from './usage-sampler';

/** The last four minutes. */
export const SAMPLES_KEPT = 120;
export const HISTORY_MS = SAMPLES_KEPT * SAMPLE_MS;

/** One value of a graph. Between two lines of it nothing is known. */
export interface Point {
  readonly at: number;
  readonly value: number;
}
export type Line = readonly Point[];

/** Older than this the sample before says nothing of the time in between: nobody looked. */
const LONGEST_PAUSE_MS = 5 * SAMPLE_MS;
const NANOSECONDS_OF_MS = 1_000_000;

export function withSample(samples: readonly Usage[], usage: Usage): readonly Usage[] {
  // The clock was set back: what came after would stand before it.
  const earlier = samples.filter(({ at }) => at < usage.at && usage.at - at <= HISTORY_MS);
  return [...earlier, usage].slice(-SAMPLES_KEPT);
}

export function memoryLines(samples: readonly Usage[]): readonly Line[] {
  return linesOf(samples.map(({ at, memoryBytes }) => (memoryBytes === null ? null : { at, value: memoryBytes })));
}

/** How many cores it kept busy, by how its CPU time has grown since the sample before. */
export function cpuLines(samples: readonly Usage[]): readonly Line[] {
  return linesOf(
    samples.map((usage, index) => {
      const before = samples[index - 1];
      const value = before === undefined ? null : coresBetween(before, usage);
      return value === null ? null : { at: usage.at, value };
    }),
  );
}

function coresBetween(before: Usage, after: Usage): number | null {
  const ms = after.at - before.at;
  if (before.cpuNanoseconds === null || after.cpuNanoseconds === null) return null;
  if (before.source !== after.source || ms <= 0 || ms > LONGEST_PAUSE_MS) return null;
  const grown = after.cpuNanoseconds - before.cpuNanoseconds;
  // It counts from nought with every run.
  return grown < 0 ? null : grown / (ms * NANOSECONDS_OF_MS);
}

function linesOf(points: readonly (Point | null)[]): readonly Line[] {
  const lines: Point[][] = [];
  let line: Point[] = [];
  for (const point of points) {
    const before = line.at(-1);
    if (point === null || (before !== undefined && point.at - before.at > LONGEST_PAUSE_MS)) {
      if (line.length > 0) lines.push(line);
      line = [];
    }
    if (point !== null) line.push(point);
  }
  if (line.length > 0) lines.push(line);
  return lines;
}
