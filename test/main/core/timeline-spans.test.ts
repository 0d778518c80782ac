import { describe, expect, it } from 'vitest';
import type { FlightRecord } from '../../../main/core/flight-record';
import type { Incident } from '../../../main/core/incident';
import { TIMELINE_MS, timelineOf } from '../../../main/core/timeline';
import type { UnitFacts } from '../../../main/core/unit-facts';
import { UNIT } from '../../fixtures/build';
import { incidentWith } from '../../fixtures/exits';
import {
  appEnded,
  appStarted,
  at,
  fell,
  incident,
  lies,
  MINUTE_MS,
  minute,
  restartAsked,
  restartFailed,
  restartReady,
  resumed,
  runs,
  seen,
  startAsked,
  stopAsked,
  suspended,
  T0,
  wasRestarted,
  wasStopped,
} from '../../fixtures/history';

interface Scene {
  readonly records: readonly (readonly FlightRecord[])[];
  readonly facts: UnitFacts;
  readonly now?: number;
  readonly incident?: Incident;
}

/** `up 0–60 · down 60–61 · up 61–100`, without the time of which nothing is written at the beginning. */
function spansIn({ records, facts, now = 100, incident: open = undefined }: Scene): string {
  const {
    spans,
    from,
    at: end,
  } = timelineOf(records.flat(), { unit: UNIT, facts, incident: open ?? null }, minute(now));
  // Whatever was written: one after the other, without a gap.
  let reached = from;
  for (const span of spans) {
    expect(span.from).toBe(reached);
    expect(span.to).toBeGreaterThan(span.from);
    reached = span.to;
  }
  expect(reached).toBe(end);
  const told = spans[0]?.kind === 'unknown' ? spans.slice(1) : spans;
  return told
    .map((span) => {
      const name = span.kind === 'starting' && !span.isWanted ? 'reviving' : span.kind;
      return `${name} ${(span.from - T0) / MINUTE_MS}–${(span.to - T0) / MINUTE_MS}`;
    })
    .join(' · ');
}

const STAYS = { consequence: { kind: 'stays-down', why: { kind: 'restart-policy', restart: 'no' } } } as const;
const LATER = { wasWatched: false } as const;

describe('how a gateway was', () => {
  it.each<[string, Scene, string]>([
    ['nothing is written', { records: [], facts: lies(null, 0) }, ''],
    ['nothing but the run that systemd tells of could be written', { records: [], facts: runs('a', 40) }, 'up 40–100'],
    [
      'it runs since before we came',
      { records: [at(10, appStarted, seen('a', -30))], facts: runs('a', -30) },
      'up -30–100',
    ],
    [
      'it fell, and systemd started it again',
      {
        records: [at(0, appStarted, seen('a', 0)), at(60, fell('a', 0, 60)), at(61, seen('b', 61))],
        facts: runs('b', 61),
      },
      'up 0–60 · down 60–61 · up 61–100',
    ],
    [
      'the new process needed some time',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(60, fell('a', 0, 60), incident('reviving', 60)),
          at(61, seen('b', 61), incident('starting', 60)),
          at(63, incident('recovered', 60)),
        ],
        facts: runs('b', 61),
      },
      'up 0–60 · down 60–61 · reviving 61–63 · up 63–100',
    ],
    [
      'the new process is still on its way',
      {
        records: [at(0, appStarted, seen('a', 0)), at(60, fell('a', 0, 60)), at(61, seen('b', 61))],
        facts: runs('b', 61),
        now: 62,
        incident: incidentWith({ kind: 'starting', pid: 5 }),
      },
      'up 0–60 · down 60–61 · reviving 61–62',
    ],
    [
      'it kept falling, and got up',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(60, fell('a', 0, 60)),
          at(61, seen('b', 61), fell('b', 61, 61.5)),
          at(62, seen('c', 62), fell('c', 62, 62.5)),
          at(63, seen('d', 63)),
          at(64, incident('recovered', 60, 3)),
        ],
        facts: runs('d', 63),
      },
      'up 0–60 · down 60–61 · reviving 61–61.5 · down 61.5–62 · reviving 62–62.5 · down 62.5–63 · reviving 63–64 · up 64–100',
    ],
    [
      'somebody stopped it, and it lies there',
      { records: [at(0, appStarted, seen('a', 0)), at(60, wasStopped('a', 0, 60))], facts: lies('a', 60) },
      'up 0–60 · stopped 60–100',
    ],
    [
      'somebody stopped it and started it here',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(60, stopAsked, wasStopped('a', 0, 60)),
          at(70, startAsked),
          at(71, seen('b', 71)),
        ],
        facts: runs('b', 71),
      },
      'up 0–60 · stopped 60–70 · starting 70–71 · up 71–100',
    ],
    [
      'it fell and nobody started it',
      { records: [at(0, appStarted, seen('a', 0)), at(60, fell('a', 0, 60, STAYS))], facts: lies('a', 60) },
      'up 0–60 · down 60–100',
    ],
    [
      'somebody let it be after it fell',
      {
        records: [at(0, appStarted, seen('a', 0)), at(60, fell('a', 0, 60)), at(65, incident('ended', 60))],
        facts: lies('a', 60),
      },
      'up 0–60 · down 60–65 · stopped 65–100',
    ],
    [
      'we restarted it',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(59, restartAsked('a')),
          at(60, wasRestarted('a', 0, 60)),
          at(61, seen('b', 61)),
          at(62, restartReady),
        ],
        facts: runs('b', 61),
      },
      'up 0–60 · starting 60–62 · up 62–100',
    ],
    [
      'our restart failed',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(59, restartAsked('a')),
          at(60, wasRestarted('a', 0, 60)),
          at(65, restartFailed),
        ],
        facts: lies('a', 60),
      },
      'up 0–60 · starting 60–65 · down 65–100',
    ],
    [
      'it ended for a restart that nothing made',
      { records: [at(0, appStarted, seen('a', 0)), at(60, wasRestarted('a', 0, 60, STAYS))], facts: lies('a', 60) },
      'up 0–60 · down 60–100',
    ],
    [
      'another process took over, and the unit’s attempts beside it end at once',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(60, fell('a', 0, 60, { verdict: { kind: 'takeover', newPid: 5 }, isExpected: true })),
          at(61, seen('b', 61), fell('b', 61, 61.5, { verdict: { kind: 'failed-to-start', reason: 'taken' } })),
          at(90, seen('c', 90)),
        ],
        facts: runs('c', 90),
      },
      'up 0–60 · unknown 60–61 · up 61–61.5 · unknown 61.5–90 · up 90–100',
    ],
    [
      'the process that took over is gone, too, and then the unit does not start',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(60, fell('a', 0, 60, { verdict: { kind: 'takeover', newPid: 5 }, isExpected: true })),
          at(70, fell('a', 0, 70, { verdict: { kind: 'takeover', newPid: 5 }, ...STAYS })),
          at(80, seen('b', 80), fell('b', 80, 81, { verdict: { kind: 'failed-to-start', reason: 'no' }, ...STAYS })),
        ],
        facts: lies('b', 81),
      },
      'up 0–70 · down 70–80 · up 80–81 · down 81–100',
    ],
    [
      'the process that took over went nobody knows when',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(60, fell('a', 0, 60, { verdict: { kind: 'takeover', newPid: 5 }, ...STAYS, wasWatched: false })),
        ],
        facts: lies('a', 60),
      },
      'up 0–60 · unknown 60–100',
    ],
    [
      'the machine slept',
      {
        records: [at(0, appStarted, seen('a', 0)), at(20, suspended), at(50, resumed)],
        facts: runs('a', 0),
      },
      'up 0–20 · suspended 20–50 · up 50–100',
    ],
    [
      'the machine slept and did not wake up, as far as anybody wrote down',
      {
        records: [at(0, appStarted, seen('a', 0)), at(20, suspended), at(50, appStarted, seen('b', 45))],
        facts: runs('b', 45),
      },
      'up 0–20 · unknown 20–50 · up 50–100',
    ],
    [
      'its end was not judged yet',
      { records: [at(0, appStarted, seen('a', 0))], facts: lies('a', 99, { activeState: 'failed' }) },
      'up 0–99 · down 99–100',
    ],
  ])('when %s', (_what, scene, expected) => expect(spansIn(scene)).toBe(expected));
});

describe('how a gateway was while hermes-tray was not there', () => {
  it.each<[string, Scene, string]>([
    [
      'is known where one run lasted through it',
      { records: [at(0, appStarted, seen('a', 0)), at(30, appEnded), at(60, appStarted)], facts: runs('a', 0) },
      'up 0–100',
    ],
    [
      'is known where a run through it has ended since',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(30, appEnded),
          at(60, appStarted),
          at(80, fell('a', 0, 80)),
          at(81, seen('b', 81)),
        ],
        facts: runs('b', 81),
      },
      'up 0–80 · down 80–81 · up 81–100',
    ],
    [
      'is known where a journal told of its end',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(30, appEnded),
          at(60, appStarted, seen('b', 50), fell('a', 0, 45, LATER)),
        ],
        facts: runs('b', 50),
      },
      'up 0–45 · down 45–50 · up 50–100',
    ],
    [
      'is known of a run that came and went in it',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(30, appEnded),
          at(60, appStarted, seen('c', 55), wasStopped('a', 0, 40, LATER), fell('b', 45, 50, LATER)),
        ],
        facts: runs('c', 55),
      },
      'up 0–40 · stopped 40–45 · up 45–50 · down 50–55 · up 55–100',
    ],
    [
      'is at rest between a stop and the start of another day',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(30, appEnded),
          at(90, appStarted, seen('b', 80), wasStopped('a', 0, 40, { ...LATER, consequence: { kind: 'restarted' } })),
        ],
        facts: runs('b', 80),
      },
      'up 0–40 · stopped 40–80 · up 80–100',
    ],
    [
      'is not known where the machine went down with it',
      {
        records: [at(0, appStarted, seen('a', 0)), at(30, appEnded), at(60, appStarted, seen('b', 55))],
        facts: runs('b', 55),
      },
      'up 0–30 · unknown 30–55 · up 55–100',
    ],
    [
      'is not known from the last thing that it wrote before it was killed',
      {
        records: [at(0, appStarted, seen('a', 0)), at(20, restartFailed), at(60, appStarted, seen('b', 55))],
        facts: runs('b', 55),
      },
      'up 0–20 · unknown 20–55 · up 55–100',
    ],
    [
      'is not known after a fall that it saw, until the next run',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(20, fell('a', 0, 20, STAYS)),
          at(30, appEnded),
          at(60, appStarted, seen('b', 55)),
        ],
        facts: runs('b', 55),
      },
      'up 0–20 · down 20–30 · unknown 30–55 · up 55–100',
    ],
    [
      'is known where systemd says that it lies there since then',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(20, fell('a', 0, 20, STAYS)),
          at(30, appEnded),
          at(60, appStarted),
        ],
        facts: lies('a', 20),
      },
      'up 0–20 · down 20–100',
    ],
    [
      'is not known where the machine started anew and nobody has started it',
      {
        records: [at(0, appStarted, seen('a', 0)), at(30, appEnded), at(60, appStarted)],
        facts: lies(null, 0),
      },
      'up 0–30 · unknown 30–60 · stopped 60–100',
    ],
  ])('%s', (_what, scene, expected) => expect(spansIn(scene)).toBe(expected));
});

describe('how a gateway was, from records that are not as they should be', () => {
  it.each<[string, Scene, string]>([
    [
      'without the end of a run, that was torn',
      {
        records: [at(0, appStarted, seen('a', 0)), at(20, restartFailed), at(61, seen('b', 61))],
        facts: runs('b', 61),
      },
      'up 0–20 · unknown 20–61 · up 61–100',
    ],
    [
      'without the beginning of a run, that was torn',
      { records: [at(0, appStarted), at(60, fell('a', 0, 60)), at(61, seen('b', 61))], facts: runs('b', 61) },
      'up 0–60 · down 60–61 · up 61–100',
    ],
    [
      'without our own start, that has moved out of the file',
      { records: [at(60, fell('a', 0, 60)), at(61, seen('b', 61))], facts: runs('b', 61) },
      'up 0–60 · down 60–61 · up 61–100',
    ],
    [
      'of a clock that was set back',
      {
        records: [
          at(50, appStarted, seen('a', 50)),
          at(60, fell('a', 50, 60)),
          at(61, seen('b', 61)),
          at(40, fell('b', 61, 40)),
          at(41, seen('c', 41)),
        ],
        facts: runs('c', 41),
      },
      'up 41–100',
    ],
    [
      'of a clock that was far ahead',
      {
        records: [
          at(0, appStarted, seen('a', 0)),
          at(9000, seen('x', 9000), fell('x', 9000, 9010)),
          at(60, seen('b', 60)),
        ],
        facts: runs('b', 60),
      },
      'up 60–100',
    ],
    [
      'of a run that ended before it began',
      {
        records: [at(0, appStarted, seen('a', 30)), at(20, fell('a', 30, 20)), at(40, seen('b', 40))],
        facts: runs('b', 40),
      },
      'down 30–40 · up 40–100',
    ],
    [
      'of another unit',
      { records: [at(0, appStarted, seen('z', 0, 'other.service'), seen('a', 0))], facts: runs('a', 0) },
      'up 0–100',
    ],
  ])('%s', (_what, scene, expected) => expect(spansIn(scene)).toBe(expected));

  it('reaches back a month', () => {
    const month = TIMELINE_MS / MINUTE_MS;
    expect(spansIn({ records: [at(0, appStarted, seen('a', 0))], facts: runs('a', 0), now: month + 60 })).toBe(
      `up 60–${month + 60}`,
    );
  });
});
