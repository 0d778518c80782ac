import { describe, expect, it } from 'vitest';
import { UPDATE_STEPS, type UpdateStep } from '../../../main/core/update-output';
import { updateMovesWithTime, updateProgress } from '../../../main/core/update-progress';
import type { UpdatePhase, UpdateRun } from '../../../main/core/update-run';
import { NOW } from '../../fixtures/build';
import { FAILURE, updateRun } from '../../fixtures/updates';

const MINUTE = 60_000;

/** Each state of an update at some moments, in the order in which a person sees them. */
function courseOf(phases: readonly Moment[]) {
  let since = NOW;
  return phases.flatMap(([change, phase]) => {
    const run = updateRun({ startedAt: NOW, output: null, ...change, phase: phase(since) });
    const values = [0, 500, 5000, MINUTE, 20 * MINUTE].map((elapsed) => updateProgress(run, since + elapsed));
    since += 20 * MINUTE;
    return values;
  });
}

type Moment = readonly [Partial<UpdateRun>, (since: number) => UpdatePhase];

/** All of them within one phase. */
function atStep(step: UpdateStep): Moment {
  const output = { step, lastLine: '', question: null };
  return [{ output }, () => ({ kind: 'updating', since: NOW + 100 * MINUTE, isAsked: true })];
}

const FORTH = courseOf([
  [{}, (since) => ({ kind: 'pre-flight', since, findings: null })],
  [{}, (since) => ({ kind: 'pre-flight', since, findings: [] })],
  [{}, (since) => ({ kind: 'snapshot', since })],
  [{}, (since) => ({ kind: 'draining', since, agentsNow: 1 })],
  [{}, (since) => ({ kind: 'draining', since: since - 20 * MINUTE, agentsNow: 3 })],
  ...UPDATE_STEPS.map(atStep),
  [{}, (since) => ({ kind: 'restarting', since, waitsFor: [], deadline: since + MINUTE })],
  [{}, (since) => ({ kind: 'verifying', since, missing: [], deadline: since + MINUTE })],
]);
const BACK = courseOf(
  (['code', 'restart', 'verify'] as const).map((stage) => [
    {},
    (since) => ({ kind: 'rolling-back', since, because: null, stage, isAsked: true, missing: [], deadline: null }),
  ]),
);

describe('how far an update is', () => {
  it.each([
    ['on its way', FORTH],
    ['on its way back', BACK],
  ])('never moves back, and is not complete, %s', (_name, course) => {
    expect(course).toEqual([...course].sort((left, right) => left - right));
    expect(course.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(course.at(-1)).toBeGreaterThan(0.95);
  });

  it('moves with each step of hermes update', () => {
    const steps = UPDATE_STEPS.map((step) =>
      updateProgress(
        updateRun({
          output: { step, lastLine: '', question: null },
          phase: { kind: 'updating', since: NOW, isAsked: true },
        }),
        NOW,
      ),
    );
    expect(new Set(steps).size).toBe(UPDATE_STEPS.length);
    // The packages take most of it.
    expect((steps[5] ?? 0) - (steps[3] ?? 0)).toBeGreaterThan(0.3);
  });

  it.each<[UpdatePhase, number]>([
    [{ kind: 'done', at: NOW, wasCurrent: false }, 1],
    [{ kind: 'rolled-back', at: NOW, because: null }, 1],
    [{ kind: 'failed', at: NOW, failure: FAILURE, canRollBack: true }, 0],
  ])('is at the end only at a good one: %j', (phase, value) => {
    expect(updateProgress(updateRun({ phase }), NOW)).toBe(value);
  });

  it('rests while it waits for an answer, and once it is over', () => {
    expect(updateMovesWithTime(updateRun())).toBe(true);
    const asks = { step: 'python', lastLine: 'Restore? [y/N]', question: 'Restore? [y/N]' } as const;
    expect(updateMovesWithTime(updateRun({ output: asks }))).toBe(false);
    const findings = [{ kind: 'not-running', isBlocking: false, count: null, detail: '' }] as const;
    expect(updateMovesWithTime(updateRun({ phase: { kind: 'pre-flight', since: NOW, findings } }))).toBe(false);
    expect(updateMovesWithTime(updateRun({ phase: { kind: 'done', at: NOW, wasCurrent: false } }))).toBe(false);
    expect(updateMovesWithTime(null)).toBe(false);
  });
});
