import { describe, expect, it } from 'vitest';
import { type Figures, figuresOf, outagesOf } from '../../../main/core/timeline-figures';
import type { RecordedRun } from '../../../main/core/timeline-runs';
import type { Span } from '../../../main/core/timeline-spans';
import { exitWith } from '../../fixtures/exits';
import { MINUTE_MS, minute } from '../../fixtures/history';

/** `up 60, down 1, up 39`: one after the other, in minutes. */
function spansOf(text: string): readonly Span[] {
  let from = minute(0);
  return text.split(', ').map((part) => {
    const [kind = '', minutes = ''] = part.split(' ');
    const begin = from;
    from += Number(minutes) * MINUTE_MS;
    const times = { from: begin, to: from };
    if (kind === 'reviving') return { ...times, kind: 'starting', isWanted: false };
    if (kind === 'starting') return { ...times, kind: 'starting', isWanted: true };
    return { ...times, kind: kind as 'up' | 'down' | 'stopped' | 'suspended' | 'unknown' };
  });
}

function falls(...minutes: readonly number[]): readonly RecordedRun[] {
  return minutes.map((at) => ({
    invocationId: String(at),
    pid: 1,
    from: minute(at - 1),
    to: minute(at),
    exit: exitWith({ endedAt: minute(at) }),
    seenAt: null,
    heardAt: minute(at),
    isPresent: false,
    isBesideAnother: false,
  }));
}

function figures(text: string, from = 0, to = 1_000_000): Omit<Figures, 'spent'> {
  const spans = spansOf(text);
  const { spent: _, ...rest } = figuresOf(
    { spans, outages: outagesOf(spans, []) },
    { from: minute(from), to: minute(to) },
  );
  return rest;
}

const NO_INCIDENT = { incidents: 0, betweenMs: null, recoverMs: null };

describe('the figures of a time', () => {
  it.each<[string, string, Omit<Figures, 'spent'>]>([
    ['nothing is known of', 'unknown 100', { uptime: null, ...NO_INCIDENT }],
    ['nothing happened in', 'up 100', { uptime: 1, ...NO_INCIDENT }],
    [
      'it fell in once',
      'up 60, down 2, up 38',
      { uptime: 0.98, incidents: 1, betweenMs: 98 * MINUTE_MS, recoverMs: 2 * MINUTE_MS },
    ],
    [
      'it needed some time to get up in, which counts as down',
      'up 60, down 1, reviving 1, up 38',
      { uptime: 0.98, incidents: 1, betweenMs: 98 * MINUTE_MS, recoverMs: 2 * MINUTE_MS },
    ],
    [
      'it was stopped, restarted and asleep in, which counts as nothing',
      'up 50, stopped 500, starting 3, up 48, suspended 400, down 2, up 0',
      { uptime: 0.98, incidents: 1, betweenMs: 98 * MINUTE_MS, recoverMs: 2 * MINUTE_MS },
    ],
    ['only in part is known', 'up 50, unknown 900, up 50', { uptime: 1, ...NO_INCIDENT }],
    [
      'it fell in again soon after it had got up, which is one incident',
      'up 50, down 1, up 5, down 1, up 43',
      { uptime: 0.98, incidents: 1, betweenMs: 98 * MINUTE_MS, recoverMs: 2 * MINUTE_MS },
    ],
    [
      'it fell in again later, which is two',
      'up 50, down 1, up 20, down 3, up 26',
      { uptime: 0.96, incidents: 2, betweenMs: 48 * MINUTE_MS, recoverMs: 2 * MINUTE_MS },
    ],
    [
      'it is down in still: that one has not been got over',
      'up 49, down 1, up 20, down 3',
      { uptime: 69 / 73, incidents: 2, betweenMs: (69 / 2) * MINUTE_MS, recoverMs: MINUTE_MS },
    ],
    [
      'somebody stopped it in while it was down',
      'up 98, down 2, stopped 50, up 0',
      { uptime: 0.98, incidents: 1, betweenMs: 98 * MINUTE_MS, recoverMs: null },
    ],
    [
      'the machine slept in while it was down: one incident, without the sleep',
      'up 60, down 1, suspended 60, down 1, up 38',
      { uptime: 0.98, incidents: 1, betweenMs: 98 * MINUTE_MS, recoverMs: 2 * MINUTE_MS },
    ],
    [
      'nobody saw it come up in',
      'up 98, down 2, unknown 30, up 0',
      { uptime: 0.98, incidents: 1, betweenMs: 98 * MINUTE_MS, recoverMs: null },
    ],
    ['it was down in all the time', 'down 100', { uptime: 0, incidents: 1, betweenMs: 0, recoverMs: null }],
  ])('%s', (_what, text, expected) => expect(figures(text)).toEqual(expected));

  it('count a window alone: an incident where it began, time as far as it is inside', () => {
    const past = 'up 60, down 20, up 60, down 10, up 90';
    expect(figures(past, 70, 170)).toEqual({
      uptime: 0.8,
      incidents: 1,
      betweenMs: 80 * MINUTE_MS,
      recoverMs: 10 * MINUTE_MS,
    });
    expect(figures(past, 0, 50)).toEqual({ uptime: 1, ...NO_INCIDENT });
    // Ended at once, with the end of the window: what comes after does not count.
    expect(figures(past, 60, 60)).toEqual({ uptime: null, ...NO_INCIDENT });
  });

  it('say how the time was spent', () => {
    const spans = spansOf('up 60, down 2, reviving 1, stopped 5, starting 3, suspended 20, unknown 9');
    const { spent } = figuresOf({ spans, outages: [] }, { from: minute(0), to: minute(100) });
    const minutes = Object.entries(spent).map(([kind, ms]) => `${kind} ${ms / MINUTE_MS}`);
    expect(minutes).toEqual(['up 60', 'down 2', 'starting 4', 'stopped 5', 'suspended 20', 'unknown 9']);
  });
});

describe('a time of trouble', () => {
  it('counts its falls, and tells how it ended', () => {
    const spans = spansOf('up 50, down 1, reviving 1, down 1, up 30, down 2, up 0');
    expect(outagesOf(spans, falls(50, 52, 83))).toEqual([
      { from: minute(50), until: minute(53), downMs: 3 * MINUTE_MS, exits: 2, end: 'recovered' },
      { from: minute(83), until: minute(85), downMs: 2 * MINUTE_MS, exits: 1, end: 'recovered' },
    ]);
    expect(outagesOf(spansOf('up 50, down 1'), falls(50))).toMatchObject([{ end: 'open' }]);
  });
});
