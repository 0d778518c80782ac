import { describe, expect, it } from 'vitest';
import { exitOfRun } from '../../../main/core/exit-of-run';
import type { FlightEvent, FlightRecord } from '../../../main/core/flight-record';
import { pastOf } from '../../../main/core/past';
import type { Exit } from '../../../main/core/verdict';
import { NOW, UNIT, unitFacts } from '../../fixtures/build';
import { killed, run } from '../../fixtures/runs';

const RUN_1 = 'a'.repeat(32);
const RUN_2 = 'b'.repeat(32);

function records(...events: readonly FlightEvent[]): readonly FlightRecord[] {
  return events.map((event, minute) => ({ at: NOW + minute * 60_000, ...event }));
}

const began = (invocationId: string, startedAt: number | null, unit = UNIT): FlightEvent => ({
  kind: 'run-seen',
  unit,
  invocationId,
  pid: 4711,
  startedAt,
});

function killedRun(invocationId: string, unit = UNIT): Exit {
  const exit = exitOfRun(run({ end: killed(9), invocationId, unit }), unitFacts({ activeState: 'failed', unit }));
  if (exit === null) throw new Error('the fixture has not ended');
  return exit;
}

const ended = (exit: Exit): FlightEvent => ({ kind: 'run-ended', unit: exit.unit, exit });

describe('what the flight recorder knows of a unit', () => {
  it('is nothing of one that it never saw', () => {
    expect(pastOf(records(began(RUN_1, NOW, 'other.service')), UNIT)).toMatchObject({
      lastSeen: '',
      since: null,
      exits: [],
      incident: null,
    });
  });

  it('misses the end of a run that it saw begin', () => {
    const past = pastOf(records(began(RUN_1, NOW - 5000)), UNIT);
    expect(past).toMatchObject({ lastSeen: RUN_1, since: NOW - 5000 });
    expect(past.seen.has(RUN_1)).toBe(true);
  });

  it('misses each run whose end it does not know, not the last only', () => {
    const past = pastOf(records(began(RUN_1, NOW - 5000), began(RUN_2, NOW - 1000)), UNIT);
    expect(past).toMatchObject({ lastSeen: RUN_2, since: NOW - 5000 });
    expect(past.unended.map(({ invocationId }) => invocationId)).toEqual([RUN_1, RUN_2]);
    const later = pastOf(records(began(RUN_1, NOW - 5000), began(RUN_2, NOW - 1000), ended(killedRun(RUN_2))), UNIT);
    expect(later).toMatchObject({ lastSeen: RUN_2, since: NOW - 5000 });
  });

  it('gives up on a run that a whole start of ours has looked for in vain', () => {
    const start: FlightEvent = { kind: 'app-started', version: '1' };
    const lost = [began(RUN_1, NOW - 5000), start, began(RUN_2, NOW - 1000)];
    expect(pastOf(records(...lost), UNIT).since).toBe(NOW - 5000);
    expect(pastOf(records(...lost, start), UNIT).since).toBe(NOW - 1000);
  });

  it('counts from when it saw a run, where nobody knows when that began', () => {
    expect(pastOf(records({ kind: 'app-started', version: '1' }, began(RUN_1, null)), UNIT).since).toBe(NOW + 60_000);
  });

  it('looks for whole runs that nobody saw, from the last end that it knows', () => {
    const exit = killedRun(RUN_1);
    const past = pastOf(records(began(RUN_1, NOW - 5000), ended(exit), { kind: 'app-ended' }), UNIT);
    expect(past.since).toBe(exit.endedAt);
    expect(past.ended.has(RUN_1)).toBe(true);
  });

  it('has its exits, the last first, and no other unit’s', () => {
    const other = 'hermes-gateway-coder.service';
    const past = pastOf(
      records(ended(killedRun(RUN_1)), ended(killedRun(RUN_1, other)), ended(killedRun(RUN_2))),
      UNIT,
    );
    expect(past.exits.map(({ invocationId }) => invocationId)).toEqual([RUN_2, RUN_1]);
  });

  it.each([
    ['down', { kind: 'down', hasGivenUp: false }],
    ['reviving', { kind: 'reviving', at: null }],
    ['looping', { kind: 'looping' }],
    ['starting', { kind: 'starting', pid: 0 }],
  ] as const)('has an incident that was left %s, as told', (phase, expected) => {
    const incident: FlightEvent = { kind: 'incident', unit: UNIT, id: 'an-id', phase, exits: 2 };
    const past = pastOf(records(ended(killedRun(RUN_1)), incident), UNIT);
    expect(past.incident).toMatchObject({ id: 'an-id', exits: 2, phase: expected, toldPhase: phase });
  });

  it('has an exit once that was as wanted at first, as it was written down last', () => {
    const wanted = { ...killedRun(RUN_1), isExpected: true };
    const turned = { ...wanted, isExpected: false };
    const incident: FlightEvent = { kind: 'incident', unit: UNIT, id: 'an-id', phase: 'down', exits: 1 };
    const past = pastOf(records(ended(wanted), ended(turned), incident), UNIT);
    expect(past.exits).toEqual([turned]);
    expect(past.incident?.exit).toEqual(turned);
  });

  it.each(['recovered', 'ended'] as const)('has no incident that was over: %s', (phase) => {
    const incident: FlightEvent = { kind: 'incident', unit: UNIT, id: 'an-id', phase, exits: 1 };
    expect(pastOf(records(ended(killedRun(RUN_1)), incident), UNIT).incident).toBeNull();
  });
});
