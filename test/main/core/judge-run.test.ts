import { describe, expect, it } from 'vitest';
import { exitOfRun } from '../../../main/core/exit-of-run';
import { judgeRun } from '../../../main/core/judge-run';
import type { RunEvidence } from '../../../main/core/run-evidence';
import type { Confidence, Verdict } from '../../../main/core/verdict';
import { NOW, PID, UNIT, unitFacts } from '../../fixtures/build';
import { exited, killed, logged, run, spoken } from '../../fixtures/runs';

const STOP = { type: 'stop', by: 'another-program' } as const;
const RESTART = { type: 'restart', by: 'another-program' } as const;
const SIGTERM_0_11 = logged(
  { kind: 'signal', signal: 'SIGTERM/SIGINT', as: 'unexpected' },
  'Received SIGTERM/SIGINT — initiating shutdown',
);
const SIGTERM = logged(
  { kind: 'signal', signal: 'SIGTERM', as: 'unexpected' },
  'Received SIGTERM — initiating shutdown',
);
const TAKEOVER = logged({ kind: 'signal', signal: 'SIGTERM', as: 'takeover' });
const REPLACING = logged({ kind: 'replacing', pid: PID });
const PLANNED_STOP = logged({ kind: 'signal', signal: 'SIGTERM', as: 'planned-stop' });
const STOPPING = logged({ kind: 'stopping', forRestart: false });
const FOR_RESTART = logged({ kind: 'stopping', forRestart: true });
const NO_PLATFORM = logged({ kind: 'exiting', code: 1, reason: 'All messaging platforms failed' });
const TOKEN = logged({ kind: 'token-in-use', platform: 'telegram', pid: 77 });

const WITHOUT_PROCESS = { pid: 0, startedAt: null, hasRun: false } as const;
const ofSystemd = (message: string) => ({ ...spoken(message), from: 'systemd' as const });

const outOfMemory = (at: number) => ({ ...ofSystemd('memory ran out'), at, event: { kind: 'out-of-memory' as const } });

type Row = readonly [string, Partial<RunEvidence>, Verdict, 'expected' | 'unexpected', Confidence];

// What each ended with was seen under systemd 252 with the gateways of 0.11, 0.19 and 0.21.
const ROWS: readonly Row[] = [
  [
    'systemctl stop, 0.11: exit 1 after SIGTERM, with its job',
    { job: STOP, wasBeingStopped: true, log: [SIGTERM_0_11] },
    { kind: 'stopped-on-request', by: 'another-program' },
    'expected',
    'certain',
  ],
  [
    'our stop, 0.21: exit 0 by the stop mark',
    { end: exited(0), job: { type: 'stop', by: 'us' }, wasBeingStopped: true, log: [PLANNED_STOP] },
    { kind: 'stopped-on-request', by: 'us' },
    'expected',
    'certain',
  ],
  [
    'a stop whose job was gone before it was seen',
    { wasBeingStopped: true, log: [SIGTERM] },
    { kind: 'stopped-on-request', by: 'another-program' },
    'expected',
    'likely',
  ],
  [
    'a crash in a stop whose job was gone before it was seen',
    { end: killed(11), wasBeingStopped: true },
    { kind: 'crashed', signal: 11, dumpedCore: false },
    'unexpected',
    'certain',
  ],
  [
    'systemctl restart',
    { job: RESTART, wasBeingStopped: true, log: [SIGTERM] },
    { kind: 'restarted-on-request', by: 'another-program' },
    'expected',
    'certain',
  ],
  [
    'hermes gateway stop, its marker read before the job came',
    { end: exited(0), log: [PLANNED_STOP] },
    { kind: 'stopped-on-request', by: 'another-program' },
    'expected',
    'certain',
  ],
  [
    '/restart: exit 75',
    { end: exited(75), log: [FOR_RESTART] },
    { kind: 'planned-restart', by: 'another-program' },
    'expected',
    'certain',
  ],
  [
    'our graceful restart',
    { end: exited(75), gracefulBy: 'us' },
    { kind: 'planned-restart', by: 'us' },
    'expected',
    'certain',
  ],
  [
    'killed in the middle of a planned drain',
    { end: killed(9), log: [FOR_RESTART] },
    { kind: 'killed', signal: 9 },
    'unexpected',
    'certain',
  ],
  [
    'its event loop froze: exit 75 that nobody asked for',
    { end: exited(75), log: [logged({ kind: 'watchdog', of: 'event-loop' })] },
    { kind: 'watchdog', whose: 'event-loop' },
    'unexpected',
    'likely',
  ],
  [
    'its shutdown hung in a restart, and its own watchdog ended it',
    { log: [FOR_RESTART, logged({ kind: 'watchdog', of: 'shutdown' })] },
    { kind: 'watchdog', whose: 'shutdown' },
    'unexpected',
    'likely',
  ],
  [
    'its shutdown hung when no platform was left',
    { log: [STOPPING, logged({ kind: 'watchdog', of: 'shutdown' })] },
    { kind: 'watchdog', whose: 'shutdown' },
    'unexpected',
    'likely',
  ],
  [
    'gateway run --replace from a shell',
    { end: exited(0), log: [TAKEOVER], successor: 4711 },
    { kind: 'takeover', newPid: 4711 },
    'expected',
    'certain',
  ],
  [
    'a takeover whose old process drained for longer than the new one waits',
    { end: killed(9), log: [REPLACING, TAKEOVER, STOPPING, REPLACING], successor: 4711 },
    { kind: 'takeover', newPid: 4711 },
    'expected',
    'likely',
  ],
  [
    'a takeover of 0.11, which does not tell it, from one that drained for too long',
    { end: killed(9), log: [logged(REPLACING.finding, 'x', NOW - 10_200), SIGTERM_0_11], successor: 4711 },
    { kind: 'takeover', newPid: 4711 },
    'expected',
    'likely',
  ],
  [
    'a takeover from one that had no handler for SIGTERM yet',
    { end: killed(15), hasRun: false, log: [REPLACING], successor: 4711 },
    { kind: 'takeover', newPid: 4711 },
    'expected',
    'likely',
  ],
  [
    'kill -9 long after a takeover that came to nothing',
    { end: killed(9), log: [logged(REPLACING.finding, 'x', NOW - 600_000)] },
    { kind: 'killed', signal: 9 },
    'unexpected',
    'certain',
  ],
  [
    'kill -9 of one that took over from another itself',
    { end: killed(9), log: [logged({ kind: 'replacing', pid: PID - 1 })] },
    { kind: 'killed', signal: 9 },
    'unexpected',
    'certain',
  ],
  [
    'out of memory in a takeover',
    { end: killed(9, 'oom-kill'), log: [REPLACING, TAKEOVER] },
    { kind: 'out-of-memory', victim: 'gateway' },
    'unexpected',
    'certain',
  ],
  [
    'exit 78, 0.19',
    { end: exited(78), hasRun: false, log: [logged({ kind: 'start-failed', reason: 'dm_policy is open' })] },
    { kind: 'fatal-configuration', reason: 'dm_policy is open' },
    'unexpected',
    'certain',
  ],
  [
    'the kernel killed the gateway for want of memory',
    { end: killed(9, 'oom-kill') },
    { kind: 'out-of-memory', victim: 'gateway' },
    'unexpected',
    'certain',
  ],
  [
    'the kernel killed a tool, and systemd stopped the unit for it (OOMPolicy=stop)',
    { end: { ...exited(1), result: 'oom-kill' }, wasBeingStopped: true, log: [SIGTERM] },
    { kind: 'out-of-memory', victim: 'child' },
    'unexpected',
    'certain',
  ],
  [
    'the kernel killed the gateway, and the unit goes on in that case (OOMPolicy=continue): only the journal tells',
    { end: killed(9), journal: [outOfMemory(NOW + 20)] },
    { kind: 'out-of-memory', victim: 'gateway' },
    'unexpected',
    'likely',
  ],
  [
    'kill -9, long after a tool ran out of memory',
    { end: killed(9), journal: [outOfMemory(NOW - 60_000)] },
    { kind: 'killed', signal: 9 },
    'unexpected',
    'certain',
  ],
  [
    'exit 1 just after a tool ran out of memory',
    { journal: [outOfMemory(NOW - 1000)] },
    { kind: 'unknown', how: 'exit code 1' },
    'unexpected',
    'guess',
  ],
  [
    'WatchdogSec=',
    { end: killed(6, 'watchdog'), metWatchdog: true },
    { kind: 'watchdog', whose: 'systemd' },
    'unexpected',
    'certain',
  ],
  [
    'WatchdogSec=, where Result= says something else in the end',
    { end: killed(9), metWatchdog: true },
    { kind: 'watchdog', whose: 'systemd' },
    'unexpected',
    'certain',
  ],
  [
    'TimeoutStopSec= in a stop that no job was seen of',
    { end: killed(9, 'timeout'), wasBeingStopped: true },
    { kind: 'stop-timeout', by: null },
    'unexpected',
    'certain',
  ],
  [
    'TimeoutStartSec=',
    { end: killed(15, 'timeout'), hasRun: false, wasBeingStopped: true },
    { kind: 'start-timeout' },
    'unexpected',
    'certain',
  ],
  [
    'a stop that outlived TimeoutStopSec=',
    { end: killed(9, 'timeout'), job: STOP, wasBeingStopped: true, log: [SIGTERM] },
    { kind: 'stop-timeout', by: 'another-program' },
    'expected',
    'certain',
  ],
  ['kill -SEGV', { end: killed(11) }, { kind: 'crashed', signal: 11, dumpedCore: false }, 'unexpected', 'certain'],
  [
    'kill -SEGV with a core',
    { end: { ...killed(11, 'core-dump'), code: 3 } },
    { kind: 'crashed', signal: 11, dumpedCore: true },
    'unexpected',
    'certain',
  ],
  [
    'it crashed while it was being stopped',
    { end: killed(11), job: STOP, wasBeingStopped: true },
    { kind: 'crashed', signal: 11, dumpedCore: false },
    'unexpected',
    'certain',
  ],
  ['kill -9', { end: killed(9) }, { kind: 'killed', signal: 9 }, 'unexpected', 'certain'],
  [
    'SIGUSR1 before its handler was there',
    { end: killed(10), hasRun: false },
    { kind: 'killed', signal: 10 },
    'unexpected',
    'certain',
  ],
  ['SIGTERM from outside, 0.19: exit 1', { log: [SIGTERM] }, { kind: 'sigterm-from-outside' }, 'unexpected', 'certain'],
  [
    'SIGTERM from outside before the fix: exit 0',
    { end: exited(0), log: [SIGTERM_0_11] },
    { kind: 'sigterm-from-outside' },
    'unexpected',
    'certain',
  ],
  [
    'SIGTERM from outside before 0.10, which does not log it',
    { end: exited(0), log: [STOPPING], claim: { gatewayState: 'stopped', exitReason: null, restartRequested: false } },
    { kind: 'sigterm-from-outside' },
    'unexpected',
    'likely',
  ],
  [
    'it stopped of its own accord, as no platform was left',
    {
      end: exited(0),
      log: [STOPPING],
      claim: { gatewayState: 'stopped', exitReason: 'All messaging adapters disconnected', restartRequested: false },
    },
    { kind: 'clean-exit' },
    'unexpected',
    'certain',
  ],
  [
    'SIGTERM before its handler was there',
    { end: killed(15), hasRun: false },
    { kind: 'sigterm-from-outside' },
    'unexpected',
    'certain',
  ],
  [
    'a token in use, 0.11: exit 0',
    { end: exited(0), hasRun: false, log: [TOKEN] },
    { kind: 'failed-to-start', reason: 'the telegram token is in use by PID 77' },
    'unexpected',
    'likely',
  ],
  [
    'startup_failed in its state file',
    {
      hasRun: false,
      claim: { gatewayState: 'startup_failed', exitReason: 'telegram: no network', restartRequested: false },
    },
    { kind: 'failed-to-start', reason: 'telegram: no network' },
    'unexpected',
    'likely',
  ],
  [
    'a broken install, which speaks in the journal only',
    { hasRun: false, journal: [spoken("No module named 'hermes_cli'")] },
    { kind: 'failed-to-start', reason: "No module named 'hermes_cli'" },
    'unexpected',
    'likely',
  ],
  [
    'a broken install whose ExecStopPost= fails, too, and speaks last',
    {
      hasRun: false,
      journal: [
        spoken("No module named 'hermes_cli'"),
        { ...spoken("No module named 'gateway'"), at: NOW + 5, pid: PID + 1 },
      ],
    },
    { kind: 'failed-to-start', reason: "No module named 'hermes_cli'" },
    'unexpected',
    'likely',
  ],
  [
    'an EnvironmentFile= that is gone: there never was a process',
    {
      ...WITHOUT_PROCESS,
      end: { at: NOW, result: 'resources', code: 0, status: 0 },
      journal: [
        ofSystemd(`${UNIT}: Failed to load environment files: No such file or directory`),
        ofSystemd(`${UNIT}: Failed to run 'start' task: No such file or directory`),
      ],
    },
    { kind: 'failed-to-start', reason: 'Failed to load environment files: No such file or directory' },
    'unexpected',
    'certain',
  ],
  [
    'an ExecStartPre= that failed, in its own words',
    {
      ...WITHOUT_PROCESS,
      end: { at: NOW, result: 'exit-code', code: 0, status: 0 },
      journal: [
        spoken('no key in the keyring'),
        ofSystemd(`${UNIT}: Control process exited, code=exited, status=3/NOTIMPLEMENTED`),
      ],
    },
    { kind: 'failed-to-start', reason: 'no key in the keyring' },
    'unexpected',
    'certain',
  ],
  [
    'an ExecStartPre= that left something behind, for which systemd took the unit down, where there is no journal',
    { ...WITHOUT_PROCESS, end: { at: NOW, result: 'exit-code', code: 0, status: 0 }, wasBeingStopped: true },
    { kind: 'failed-to-start', reason: 'Result=exit-code' },
    'unexpected',
    'certain',
  ],
  [
    'an ExecStartPre= that took longer than TimeoutStartSec=',
    { ...WITHOUT_PROCESS, end: { at: NOW, result: 'timeout', code: 0, status: 0 }, wasBeingStopped: true },
    { kind: 'start-timeout' },
    'unexpected',
    'certain',
  ],
  [
    'a stop while ExecStartPre= ran',
    { ...WITHOUT_PROCESS, end: { at: NOW, result: 'signal', code: 0, status: 0 }, job: STOP },
    { kind: 'stopped-on-request', by: 'another-program' },
    'expected',
    'certain',
  ],
  [
    'a working directory that is gone',
    { end: exited(200), hasRun: false },
    { kind: 'failed-to-start', reason: 'its WorkingDirectory= is not there (200/CHDIR)' },
    'unexpected',
    'certain',
  ],
  [
    'an end after hours, of which the log does not hold the start any more',
    {
      hasRun: false,
      wasWatched: false,
      end: exited(1),
      log: [logged({ kind: 'exception', type: 'OSError', message: 'x' })],
    },
    { kind: 'unknown', how: 'exit code 1: OSError' },
    'unexpected',
    'guess',
  ],
  [
    'it gave up, as no platform was left that it could reach (0.11)',
    { log: [NO_PLATFORM, STOPPING, logged({ kind: 'exiting', code: 1, reason: '' })] },
    { kind: 'gave-up', reason: 'All messaging platforms failed' },
    'unexpected',
    'likely',
  ],
  [
    'the same, where only its state file still says so',
    {
      claim: { gatewayState: 'stopped', exitReason: 'All messaging platforms failed', restartRequested: false },
      log: [logged({ kind: 'exception', type: 'OSError', message: 'of an hour ago' })],
    },
    { kind: 'gave-up', reason: 'All messaging platforms failed' },
    'unexpected',
    'likely',
  ],
  [
    'a restart that it said nothing more of is no reason',
    { claim: { gatewayState: 'draining', exitReason: 'Gateway restart requested', restartRequested: true } },
    { kind: 'unknown', how: 'exit code 1' },
    'unexpected',
    'guess',
  ],
  ['exit 0, nobody asked', { end: exited(0) }, { kind: 'clean-exit' }, 'unexpected', 'certain'],
  ['exit 1 without a word', {}, { kind: 'unknown', how: 'exit code 1' }, 'unexpected', 'guess'],
  [
    'another gateway of this home that was refused while this one ran does not explain a later end',
    { end: exited(3), log: [logged({ kind: 'already-running', pid: 5 })] },
    { kind: 'unknown', how: 'exit code 3' },
    'unexpected',
    'guess',
  ],
];

describe('judgeRun', () => {
  it.each(ROWS)('%s', (_name, change, verdict, expectation, confidence) => {
    expect(judgeRun(run(change))).toEqual({ verdict, isExpected: expectation === 'expected', confidence });
  });
});

it('shows systemd’s own words where they are what a verdict rests on', () => {
  const journal = [ofSystemd('Failed to load environment files'), spoken('bye'), outOfMemory(NOW)];
  const texts = (change: Partial<RunEvidence>) =>
    exitOfRun(run({ ...change, journal }), unitFacts())
      ?.evidence.filter(({ source }) => source === 'journal')
      .map(({ text }) => text);
  expect(texts({ end: killed(9) })).toEqual(['memory ran out', 'bye']);
  expect(texts({ end: { ...exited(0), code: 0 } })).toEqual([
    'Failed to load environment files',
    'memory ran out',
    'bye',
  ]);
});

it('fits an exit into one entry of the flight recorder, whatever the journal holds', () => {
  const wild = spoken('\u0001x'.repeat(2000));
  const exit = exitOfRun(run({ hasRun: false, journal: [wild, wild, wild, wild, wild] }), unitFacts());
  expect(JSON.stringify(exit).length).toBeLessThan(16_384);
  expect(JSON.stringify(exit)).not.toContain('\\u0001');
});
