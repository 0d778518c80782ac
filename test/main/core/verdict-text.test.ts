import { describe, expect, it } from 'vitest';
import type { Consequence, Verdict } from '../../../main/core/verdict';
import { adviceText } from '../../../main/core/verdict-advice';
import {
  consequenceText,
  midSentence,
  pastConsequenceText,
  verdictText,
  verdictTitle,
} from '../../../main/core/verdict-text';
import { NOW } from '../../fixtures/build';
import { exitWith, LEFT_DOWN, REQUESTED } from '../../fixtures/exits';

const VERDICTS: readonly (readonly [Verdict, string])[] = [
  [{ kind: 'stopped-on-request', by: 'us' }, 'Stopped on request'],
  [{ kind: 'stopped-on-request', by: 'another-program' }, 'Stopped on request of another program'],
  [{ kind: 'restarted-on-request', by: 'another-program' }, 'Restarted on request of another program'],
  [{ kind: 'planned-restart', by: 'us' }, 'Restarted gracefully'],
  [{ kind: 'planned-restart', by: 'another-program' }, 'Planned restart (/restart, /update or SIGUSR1)'],
  [{ kind: 'takeover', newPid: 4711 }, 'Replaced by another gateway process (PID 4711)'],
  [{ kind: 'takeover', newPid: null }, 'Replaced by another gateway process'],
  [{ kind: 'fatal-configuration', reason: null }, 'Configuration error'],
  [{ kind: 'fatal-configuration', reason: 'no model.' }, 'Configuration error: no model'],
  [{ kind: 'out-of-memory', victim: 'gateway' }, 'Killed by the kernel: out of memory'],
  [{ kind: 'out-of-memory', victim: 'child' }, 'Taken down with a tool that ran out of memory'],
  [{ kind: 'watchdog', whose: 'systemd' }, 'Froze: ended by the watchdog of systemd'],
  [{ kind: 'watchdog', whose: 'event-loop' }, 'Froze: ended by its own watchdog'],
  [{ kind: 'watchdog', whose: 'shutdown' }, 'Hung while it ended: killed by its own watchdog'],
  [{ kind: 'start-timeout' }, 'Did not start in time (TimeoutStartSec=)'],
  [{ kind: 'stop-timeout', by: null }, 'Killed by systemd: did not stop in time (TimeoutStopSec=)'],
  [{ kind: 'crashed', signal: 11, dumpedCore: true }, 'Crashed (SIGSEGV, core dumped)'],
  [{ kind: 'killed', signal: 9 }, 'Killed (SIGKILL)'],
  [{ kind: 'killed', signal: 42 }, 'Killed (signal 42)'],
  [{ kind: 'sigterm-from-outside' }, 'Stopped by SIGTERM from outside'],
  [{ kind: 'failed-to-start', reason: 'line one\n  line two' }, 'Did not start: line one line two'],
  [{ kind: 'failed-to-start', reason: '' }, 'Did not start'],
  [{ kind: 'gave-up', reason: 'All platforms failed.' }, 'Gave up: All platforms failed'],
  [{ kind: 'clean-exit' }, 'Exited by itself (exit code 0)'],
  [{ kind: 'unknown', how: 'exit code 3' }, 'Ended for an unknown reason (exit code 3)'],
  [{ kind: 'unknown', how: '' }, 'Ended for an unknown reason'],
];

const CONSEQUENCES: readonly (readonly [Consequence, string])[] = [
  [{ kind: 'systemd-restarts', at: NOW + 28_400 }, 'systemd restarts it in ≈ 28 s'],
  [{ kind: 'systemd-restarts', at: NOW - 1 }, 'systemd restarts it now'],
  [{ kind: 'systemd-restarts', at: null }, 'systemd restarts it'],
  [{ kind: 'restarted' }, 'It was started again'],
  [{ kind: 'not-known' }, 'What systemd does about it is not known'],
  [{ kind: 'stays-down', why: { kind: 'on-request' } }, 'It stays down until somebody starts it'],
  [
    { kind: 'stays-down', why: { kind: 'restart-policy', restart: 'on-failure' } },
    'It will stay down: Restart=on-failure does not cover exit code 0',
  ],
  [
    { kind: 'stays-down', why: { kind: 'restart-policy', restart: 'no' } },
    'It will stay down: its unit has no Restart=',
  ],
  [
    { kind: 'stays-down', why: { kind: 'prevented', status: 0 } },
    'It will stay down: systemd does not retry after exit code 0',
  ],
  [
    { kind: 'stays-down', why: { kind: 'start-limit', burst: 5, intervalMs: 600_000 } },
    'systemd gave up after 5 starts in 10 min',
  ],
  [
    { kind: 'stays-down', why: { kind: 'start-failed', result: 'resources' } },
    'Its next start failed: systemd says resources',
  ],
  [{ kind: 'stays-down', why: { kind: 'start-limit', burst: 1, intervalMs: null } }, 'systemd gave up after 1 start'],
  [{ kind: 'stays-down', why: { kind: 'replaced', pid: 77 } }, 'PID 77 runs outside systemd instead'],
];

describe('verdictText', () => {
  it.each(VERDICTS)('words %j', (verdict, text) => {
    expect(verdictText(exitWith({ verdict }))).toBe(text);
  });

  it('says that it is not certain, where the words do not say so themselves', () => {
    const text = (verdict: Verdict) => verdictText(exitWith({ verdict, confidence: 'likely' }));
    expect(text({ kind: 'takeover', newPid: null })).toBe('Probably replaced by another gateway process');
    expect(text({ kind: 'failed-to-start', reason: 'port 80 is in use' })).toBe('Did not start: port 80 is in use');
  });

  it('keeps its title short, whatever a log says', () => {
    for (const [verdict] of VERDICTS) {
      expect(verdictTitle(exitWith({ verdict, confidence: 'likely' })).length).toBeLessThanOrEqual(60);
    }
    expect(verdictTitle(exitWith({ verdict: { kind: 'failed-to-start', reason: 'x'.repeat(500) } }))).toBe(
      'Did not start',
    );
  });
});

describe('consequenceText', () => {
  it.each(CONSEQUENCES)('words %j', (consequence, text) => {
    expect(consequenceText(exitWith({ status: 0, consequence }), NOW)).toBe(text);
  });

  it('counts nothing down where the text stays up', () => {
    expect(consequenceText(exitWith(), null)).toBe('systemd restarts it');
  });

  it('names the signal that is not covered', () => {
    const exit = exitWith({ ...LEFT_DOWN, code: 2, status: 9 });
    expect(consequenceText(exit, NOW)).toBe('It will stay down: Restart=on-failure does not cover SIGKILL');
  });
});

describe('every verdict with every consequence', () => {
  const all = VERDICTS.flatMap(([verdict]) =>
    CONSEQUENCES.flatMap(([consequence]) =>
      [true, false].map((isExpected) => exitWith({ verdict, consequence, isExpected })),
    ),
  );

  it('reads as sentences', () => {
    for (const exit of all) {
      const texts = [verdictText(exit), consequenceText(exit, NOW), pastConsequenceText(exit), adviceText(exit)];
      for (const text of texts.filter((one) => one !== null)) {
        expect(text).not.toMatch(/undefined|null|NaN| {2}|\.$|: *$|\(\)/);
        expect(text).toMatch(/^([A-Z]|systemd|`|PID)/);
      }
    }
  });

  it('advises nothing on what was asked for', () => {
    expect(all.filter(({ isExpected }) => isExpected).map(adviceText)).toEqual(
      all.filter(({ isExpected }) => isExpected).map(() => null),
    );
  });
});

describe('adviceText', () => {
  it.each([
    [exitWith(LEFT_DOWN), '`hermes -p default gateway install --force` writes a unit that systemd revives'],
    [
      exitWith({ ...LEFT_DOWN, unit: 'hermes-gateway-coder.service' }),
      '`hermes -p coder gateway install --force` writes a unit that systemd revives',
    ],
    [
      exitWith({
        verdict: { kind: 'fatal-configuration', reason: null },
        consequence: { kind: 'stays-down', why: { kind: 'prevented', status: 78 } },
      }),
      'Fix its configuration, then start it',
    ],
    [
      exitWith({
        verdict: { kind: 'killed', signal: 9 },
        consequence: { kind: 'stays-down', why: { kind: 'start-limit', burst: 5, intervalMs: null } },
      }),
      'systemd-oomd, earlyoom or a `kill -9` may have done it. Start resets the count',
    ],
    [exitWith({ verdict: { kind: 'crashed', signal: 11, dumpedCore: false } }), null],
    [exitWith(REQUESTED), null],
  ])('of %j is %s', (exit, text) => {
    expect(adviceText(exit)).toBe(text);
  });
});

describe('midSentence', () => {
  it('leaves names as they are', () => {
    expect(['Stopped on request', 'SIGTERM', 'systemd'].map(midSentence)).toEqual([
      'stopped on request',
      'SIGTERM',
      'systemd',
    ]);
  });
});
