import { describe, expect, it } from 'vitest';
import type { FlightRecord } from '../../../main/core/flight-record';
import { ENTRIES_SHOWN, type Timeline, timelineOf } from '../../../main/core/timeline';
import { ENTRY_GROUPS, isInGroup, type TimelineEntry } from '../../../main/core/timeline-entry';
import type { UnitFacts } from '../../../main/core/unit-facts';
import { UNIT } from '../../fixtures/build';
import {
  appEnded,
  appStarted,
  at,
  fell,
  incident,
  MINUTE_MS,
  minute,
  restartAsked,
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

function read(records: readonly (readonly FlightRecord[])[], facts: UnitFacts, now = 200): Timeline {
  return timelineOf(records.flat(), { unit: UNIT, facts, incident: null }, minute(now));
}

function told({ entries }: Timeline): readonly string[] {
  return entries.map((entry) => `${(entry.at - T0) / MINUTE_MS} ${entry.kind}`);
}

function find<K extends TimelineEntry['kind']>({ entries }: Timeline, kind: K) {
  return entries.filter((entry): entry is Extract<TimelineEntry, { kind: K }> => entry.kind === kind);
}

describe('what happened to a gateway', () => {
  it('is told with the last first', () => {
    const timeline = read(
      [
        at(0, appStarted, seen('a', -5)),
        at(60, fell('a', -5, 60), incident('reviving', 60)),
        at(61, seen('b', 61), incident('starting', 60)),
        at(62, incident('recovered', 60)),
        at(70, stopAsked),
        at(71, wasStopped('b', 61, 71)),
        at(80, startAsked),
        at(81, seen('c', 81)),
        at(90, suspended),
        at(95, resumed),
        at(99, appEnded),
      ],
      runs('c', 81),
    );
    expect(told(timeline)).toEqual([
      '99 app-ended',
      '90 suspended',
      '81 run-began',
      '71 exit',
      '62 incident-recovered',
      '61 run-began',
      '60 exit',
      '0 app-started',
      '-5 run-began',
    ]);
    expect(find(timeline, 'run-began').map(({ isAsked }) => isAsked)).toEqual([true, false, false]);
    expect(find(timeline, 'suspended')).toMatchObject([{ until: minute(95) }]);
    expect(find(timeline, 'incident-recovered')).toMatchObject([{ tookMs: 2 * MINUTE_MS, exits: 1 }]);
    expect(find(timeline, 'exit').map(({ downMs }) => downMs)).toEqual([10 * MINUTE_MS, MINUTE_MS]);
    expect(new Set(timeline.entries.map(({ id }) => id)).size).toBe(timeline.entries.length);
  });

  it('is told in groups: a fall is one of the runs and of the incidents, a stop was asked for', () => {
    const timeline = read(
      [
        at(0, appStarted, seen('a', 0)),
        at(60, fell('a', 0, 60)),
        at(61, seen('b', 61), incident('recovered', 60)),
        at(70, wasStopped('b', 61, 70)),
      ],
      runs('c', 80),
    );
    const groups = timeline.entries.map((entry) => ENTRY_GROUPS.filter((group) => isInGroup(entry, group)).join('+'));
    expect(groups).toEqual(['runs', 'requests', 'incidents', 'runs', 'runs+incidents', 'app', 'runs']);
  });

  it('tells that an incident began where the fall is not written down', () => {
    const timeline = read([at(0, appStarted, seen('a', 0)), at(60, incident('down', 60))], runs('b', 61));
    expect(told(timeline)).toEqual([
      '61 run-began',
      '60 incident-down',
      '60 incident-began',
      '0 app-started',
      '0 run-began',
    ]);
  });

  it('tells what was asked for here, where nothing came of it', () => {
    const timeline = read([at(0, appStarted, seen('a', 0)), at(60, stopAsked), at(120, startAsked)], runs('a', 0));
    expect(told(timeline)).toEqual(['120 start-asked', '60 stop-asked', '0 app-started', '0 run-began']);
  });

  it('tells a restart once, with how it ended, be it hurried on meanwhile', () => {
    const now = { kind: 'restart-asked', unit: UNIT, mode: 'now', invocationId: 'a'.repeat(32) } as const;
    const timeline = read(
      [
        at(0, appStarted, seen('a', 0)),
        at(58, restartAsked('a')),
        at(59, now),
        at(60, wasRestarted('a', 0, 60)),
        at(61, seen('b', 61), restartReady),
        at(90, restartAsked('b')),
      ],
      runs('b', 61),
    );
    expect(find(timeline, 'restart')).toMatchObject([
      { at: minute(90), mode: 'graceful', end: null },
      { at: minute(58), mode: 'now', end: { outcome: 'ready', tookMs: 8000 }, exit: { endedAt: minute(60) } },
    ]);
    expect(find(timeline, 'exit')).toEqual([]);
  });

  it('folds a loop, and counts the falls of it that were not written down', () => {
    const timeline = read(
      [
        at(0, appStarted, seen('a', 0)),
        at(60, fell('a', 0, 60), incident('reviving', 60)),
        at(61, seen('b', 61), fell('b', 61, 61.1)),
        at(62, seen('c', 62), fell('c', 62, 62.1), incident('looping', 60, 3)),
        at(92, seen('d', 92), fell('d', 92, 92.1), incident('looping', 60, 33)),
        at(93, seen('e', 93)),
        at(94, incident('recovered', 60, 33)),
      ],
      runs('e', 93),
    );
    expect(told(timeline)).toEqual([
      '94 incident-recovered',
      '93 run-began',
      '60 loop',
      '0 app-started',
      '0 run-began',
    ]);
    expect(find(timeline, 'loop')).toMatchObject([{ until: minute(92.1), falls: 33 }]);
    expect(find(timeline, 'loop')[0]?.exits.map(({ endedAt }) => endedAt)).toEqual([92.1, 62.1, 61.1, 60].map(minute));
  });

  it('does not take falls for a loop that the gateway got over', () => {
    const timeline = read(
      [
        at(0, appStarted, seen('a', 0)),
        at(60, fell('a', 0, 60)),
        at(61, seen('b', 61), fell('b', 61, 65)),
        at(66, seen('c', 66), fell('c', 66, 70)),
        at(71, seen('d', 71)),
      ],
      runs('d', 71),
    );
    expect(find(timeline, 'loop')).toEqual([]);
    expect(find(timeline, 'exit')).toHaveLength(3);
  });

  it('says that our own program was cut off', () => {
    const timeline = read([at(0, appStarted), at(20, appStarted), at(30, appEnded), at(40, appStarted)], runs('a', 0));
    expect(find(timeline, 'app-started').map(({ wasCutOff }) => wasCutOff)).toEqual([false, true, false]);
  });

  it('says nothing of a beginning that nobody knows', () => {
    const timeline = read([at(0, appStarted), at(60, fell('a', 0, 60, { startedAt: null }))], runs('b', 61));
    expect(told(timeline)).toEqual(['61 run-began', '60 exit', '0 app-started']);
  });

  it('is cut where it is too much, and says so', () => {
    const stops = Array.from({ length: ENTRIES_SHOWN + 5 }, (_, index) => at(index / 100, stopAsked));
    const timeline = read(stops, runs('a', 0));
    expect(timeline.entries).toHaveLength(ENTRIES_SHOWN);
    expect(timeline.leftOut).toBe(6);
    expect(timeline.entries.at(-1)?.kind).toBe('stop-asked');
  });

  it('reaches back a month', () => {
    const days = (count: number) => count * 24 * 60;
    const timeline = read([at(0, stopAsked), at(days(10), startAsked)], runs('a', days(20)), days(35));
    expect(find(timeline, 'stop-asked')).toEqual([]);
    expect(find(timeline, 'start-asked')).toHaveLength(1);
    expect(timeline.since).toBe(minute(0));
  });
});
