import { type ComponentProps, createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FlightRecord } from '../../main/core/flight-record';
import { setLanguage } from '../../main/core/i18n';
import { grownTimeline, timelineOf } from '../../main/core/timeline';
import type { UnitFacts } from '../../main/core/unit-facts';
import { UsagePanel } from '../../renderer/components/usage-panel';
import { happeningsOf } from '../../renderer/use-timeline';
import { TimelineParts } from '../../renderer/views/timeline-view';
import { gateway, home, record, UNIT } from '../fixtures/build';
import { exitWith } from '../fixtures/exits';
import {
  appStarted,
  at,
  fell,
  incident,
  minute,
  restartAsked,
  restartReady,
  runs,
  seen,
  stopAsked,
  wasRestarted,
  wasStopped,
} from '../fixtures/history';

const END = 12 * 60;

beforeEach(() => {
  vi.useFakeTimers({ now: minute(END) });
  vi.stubEnv('TZ', 'UTC');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  setLanguage('en');
});

function page(records: readonly (readonly FlightRecord[])[], facts: UnitFacts) {
  const timeline = timelineOf(records.flat(), { unit: UNIT, facts, incident: null }, minute(END));
  const props: ComponentProps<typeof TimelineParts> = {
    timeline,
    now: minute(END),
    wantedAt: null,
    visit: 0,
    onShowLog() {},
  };
  const markup = renderToStaticMarkup(createElement(TimelineParts, props)).replaceAll('\u00a0', ' ');
  return { markup, text: markup.replace(/<[^>]+>/g, '\n').replace(/\n+/g, '\n') };
}

const DAY = [
  at(0, appStarted, seen('a', 0)),
  at(60, fell('a', 0, 60), incident('reviving', 60)),
  at(61, seen('b', 61)),
  at(62, incident('recovered', 60)),
  at(300, restartAsked('b')),
  at(301, wasRestarted('b', 61, 301), seen('c', 301.5)),
  at(302, restartReady),
  at(400, stopAsked),
  at(401, wasStopped('c', 301, 401)),
  at(500, seen('d', 500)),
];

describe('the timeline', () => {
  it('says in numbers what the day came to, and what each number means', () => {
    const { text, markup } = page(DAY, runs('d', 500));
    expect(text).toContain('\nUptime\n99.67%\n');
    expect(text).toContain('\nIncidents\n1\n');
    expect(text).toContain('\nBetween incidents\n10 h 18 min\n');
    expect(text).toContain('\nTo recover\n2 min\n');
    expect(markup).toContain('title="The time it ran, divided by the number of incidents."');
    expect(text).toContain('hermes-tray knows 50% of this time.');
  });

  it('has words for each part of the strip, and one stop for the Tab key: how it is now', () => {
    const { markup } = page(DAY, runs('d', 500));
    const parts = [
      ...markup.matchAll(/<button[^>]*class="strip-part ([^"]*)"[^>]*tabindex="(-?\d)" aria-label="([^"]*)"/g),
    ];
    expect(parts.map(([, kind, , label]) => `${kind}: ${label}`)).toEqual([
      expect.stringMatching(/^way-unknown: Not known · Sun,? 22 Nov,? 12:00 – 00:00 · 12 h$/),
      'way-up: Running · 00:00 – 01:00 · 1 h',
      'way-down: Down · 01:00 – 01:02 · 2 min',
      'way-up: Running · 01:02 – 05:01 · 3 h 59 min',
      'way-starting: Starting · 05:01 – 05:02 · 1 min',
      'way-up: Running · 05:02 – 06:41 · 1 h 39 min',
      'way-stopped: Stopped on request · 06:41 – 08:20 · 1 h 39 min',
      'way-up: Running · 08:20 – now · 3 h 40 min',
    ]);
    expect(parts.filter(([, , tab]) => tab === '0').map(([, , , label]) => label)).toEqual([
      'Running · 08:20 – now · 3 h 40 min',
    ]);
  });

  it('lists what happened, the last first, without telling one thing twice', () => {
    const { text } = page(DAY, runs('d', 500));
    const list = text.slice(text.indexOf('What happened'));
    expect(list).toContain('Today, Monday 23 November\n08:20\n●\nStarted (PID 48213)\n');
    expect(list).toContain('06:41\n○\nStopped on request\n');
    expect(list).toContain('05:00\n↻\nGraceful restart: it took 8 s\n');
    expect(list).toContain('01:02\n✓\nIncident over: it runs again after 2 min\n');
    expect(list).toContain('01:00\n✕\nStopped by SIGTERM from outside. It was started again.\n');
    expect(list).not.toMatch(/asked for|Restarted gracefully/);
  });

  it('shows what a verdict rests on, and the way to the log', () => {
    const { text } = page(DAY, runs('d', 500));
    expect(text).toContain('It ran again after 1 min.\n');
    expect(text).toContain('Received SIGTERM &lt;b&gt;');
    expect(text).toContain('Show in the log');
  });

  it('says that nothing is known where nothing is', () => {
    const { text } = page([], runs('d', END));
    expect(text).toContain('\nUptime\nnot known\n');
    expect(text).toContain('Started (PID');
  });

  it('speaks German', () => {
    setLanguage('de');
    const { text } = page(DAY, runs('d', 500));
    expect(text).toContain('\nVerfügbarkeit\n99,67 %\n');
    expect(text).toContain('Heute, Montag, 23. November');
    expect(text).toContain('Störung vorbei: Nach 2 min läuft es wieder');
  });
});

describe('the timeline, a while after it was read', () => {
  it('has grown by what goes on', () => {
    const read = timelineOf(DAY.flat(), { unit: UNIT, facts: runs('d', 500), incident: null }, minute(END));
    const grown = grownTimeline(read, minute(END + 5));
    expect(grown.spans.at(-1)).toEqual({ kind: 'up', from: minute(500), to: minute(END + 5) });
    expect(grownTimeline(read, minute(END - 5))).toBe(read);
  });

  it('has a downtime that goes on', () => {
    const records = [at(0, appStarted, seen('a', 0)), at(60, fell('a', 0, 60))];
    const facts = { ...runs('a', 0), mainPid: 0, activeState: 'failed', subState: 'failed' };
    const read = timelineOf(records.flat(), { unit: UNIT, facts, incident: null }, minute(70));
    expect(grownTimeline(read, minute(75)).outages).toMatchObject([{ downMs: 15 * 60_000, end: 'open' }]);
  });

  it('is read again when something happened, and not for what comes and goes all the time', () => {
    const before = happeningsOf(gateway());
    expect(happeningsOf(gateway({ exits: [exitWith()] }))).not.toBe(before);
    expect(happeningsOf(gateway({ drainingSince: 5 }))).not.toBe(before);
    expect(happeningsOf(gateway({ home: home(record({ activeAgents: 3 })) }))).toBe(before);
  });
});

describe('what a gateway uses', () => {
  const sample = (seconds: number, memoryBytes: number | null, cpuMs: number | null) => ({
    at: minute(END) + seconds * 1000,
    memoryBytes,
    cpuNanoseconds: cpuMs === null ? null : cpuMs * 1e6,
    tasks: 5,
    source: 'systemd' as const,
  });
  const panel = (samples: ComponentProps<typeof UsagePanel>['samples']) =>
    renderToStaticMarkup(createElement(UsagePanel, { samples }));

  it('is said in numbers, and its graphs in words', () => {
    const markup = panel([sample(0, 40e6, 100), sample(2, 48e6, 300), sample(4, 46e6, 1300)]);
    expect(markup).toContain('aria-label="Memory over the last 4 s: 40.0 MB to 48.0 MB, now 46.0 MB"');
    expect(markup).toContain('aria-label="CPU over the last 2 s: 10% to 50%, now 50%"');
    expect(markup).toContain('5 tasks');
    // Which the content security policy would drop.
    expect(markup).not.toContain('style=');
  });

  it('is being measured at first', () => {
    expect(panel([])).toContain('aria-label="Memory: measuring…"');
    expect(panel([sample(0, 40e6, 100)])).toContain('aria-label="CPU: measuring…"');
  });

  it('is not told where nobody counts', () => {
    expect(panel([sample(0, null, null)])).toContain('aria-label="CPU: not told"');
  });
});
