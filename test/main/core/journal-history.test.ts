import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalEvent } from '../../../main/core/journal-entry';
import { type JournalRun, LINES_KEPT, runsFromJournal } from '../../../main/core/journal-history';
import { recordedJournal } from '../../fixtures/journal/recorded';

/** `code/status result`, whether it was asked for, how its end is known, and how the next run came about. */
function inShort({ code, status, result, wasStopAsked, ending, nextRunFollows }: JournalRun): string {
  return `${code}/${status} ${result}, ${wasStopAsked ? 'asked' : 'not asked'}, ${ending}, next ${nextRunFollows}`;
}

const FAILED = '1/1 exit-code, not asked, told, next automatic';
const STOPPED_WITH_1 = '1/1 exit-code, asked, told, next null';
const STOPPED_WELL = '0/0 success, asked, told, next null';
const KILLED = '2/9 signal, not asked, told, next automatic';
const KILLED_THEN_JOB = '2/9 signal, not asked, told, next by-job';
const CLEAN = '0/0 success, not asked, clean, next automatic';
const CLEAN_THEN_JOB = '0/0 success, not asked, clean, next by-job';

/** What was done to each is in the recording, and in its name. */
const OF_ALL = {
  sigkill: [KILLED],
  sigsegv: ['2/11 signal, not asked, told, next automatic'],
  sigterm: [FAILED],
  'sigterm-by-default': [CLEAN_THEN_JOB],
  'exit-1': [FAILED],
  'restart-while-waiting': [KILLED_THEN_JOB],
  'stop-while-waiting': [KILLED_THEN_JOB],
  'sigkill-while-stopping': ['2/9 signal, asked, told, next null'],
  'stop-timeout': ['2/9 timeout, asked, told, next null'],
  'missing-program': ['1/203 exit-code, not asked, told, next null'],
};
const EXPECTED = {
  '0.11': {
    ...OF_ALL,
    'exit-0-stays': [CLEAN_THEN_JOB],
    sigusr1: ['1/75 exit-code, not asked, told, next automatic'],
    reload: ['1/75 exit-code, not asked, told, next automatic'],
    stop: [STOPPED_WITH_1],
    restart: ['1/1 exit-code, asked, told, next by-job'],
    'broken-install': [FAILED, FAILED, STOPPED_WITH_1],
    'start-limit': [FAILED, FAILED, FAILED, FAILED, '1/1 exit-code, not asked, told, next null'],
  },
  '0.19': {
    ...OF_ALL,
    'exit-0': [CLEAN],
    'exit-78': ['1/78 exit-code, not asked, told, next null'],
    // Hermes' own helper restarts the unit, and resets it before systemd tells of its result.
    sigusr1: ['1/75 exit-code, not asked, told, next by-job'],
    reload: ['1/75 exit-code, not asked, told, next by-job'],
    stop: [STOPPED_WITH_1],
    restart: ['1/1 exit-code, asked, told, next by-job'],
    'broken-install': [FAILED, FAILED, STOPPED_WITH_1],
  },
  '0.21': {
    ...OF_ALL,
    'exit-0': [CLEAN],
    'exit-78': ['1/78 exit-code, not asked, told, next null'],
    // SuccessExitStatus=75: systemd says nothing of it.
    sigusr1: [CLEAN],
    reload: [CLEAN],
    stop: [STOPPED_WELL],
    restart: ['0/0 success, asked, told, next by-job'],
    'broken-install': [FAILED, FAILED, STOPPED_WELL],
  },
} as const;

const TABLE = (['0.11', '0.19', '0.21'] as const).flatMap((version) =>
  [...recordedJournal(version).values()].map((recorded) => ({ version, ...recorded })),
);

describe('runs from what systemd 252 has written', () => {
  it.each(TABLE)('$version $scenario: $did', ({ version, scenario, entries, lines }) => {
    expect(entries).toHaveLength(lines.length);
    const expected: Readonly<Record<string, readonly string[]>> = EXPECTED[version];
    expect(runsFromJournal(entries).map(inShort)).toEqual(expected[scenario]);
  });

  it('knows the process, its times and what it said last', () => {
    const [run] = runsOf('0.11', 'broken-install');
    expect(run?.pid).toBeGreaterThan(0);
    expect(run?.startedAt).toBeLessThan(run?.endedAt ?? 0);
    expect(run?.lines.map(({ message }) => message)).toEqual([expect.stringMatching(/No module named 'hermes_cli'$/)]);
  });

  it('takes what systemd could not execute from the gateway, not from what clears up after it', () => {
    const [run] = runsOf('0.19', 'missing-program');
    expect(run?.lines.at(-1)?.message).toContain('Failed at step EXEC spawning /nowhere/python');
  });

  it('finds the stop in what is left of one run', () => {
    const { entries } = recorded('0.19', 'restart');
    const [first] = entries;
    const ofOne = entries.filter(({ invocationId }) => invocationId === first?.invocationId);
    expect(runsFromJournal(ofOne).map(inShort)).toEqual([STOPPED_WITH_1]);
    // The start is older than what was asked for.
    expect(runsFromJournal(ofOne.slice(1))[0]).toMatchObject({ startedAt: null, wasStopAsked: true });
  });
});

describe('runs from the journal', () => {
  it('leaves out a run that lives, or may', () => {
    const entries = [of('a', { kind: 'unit-started' }), line('a')];
    expect(runsFromJournal(entries)).toEqual([]);
    expect(runsFromJournal(entries, 'a')).toEqual([]);
  });

  it('takes a run for over, and for a clean end, that is not the unit’s any more', () => {
    const entries = [of('a', { kind: 'unit-started' }), line('a')];
    expect(runsFromJournal(entries, '').map(inShort)).toEqual(['0/0 success, not asked, clean, next null']);
  });

  it('takes it for lost where its boot is over', () => {
    const entries = [of('a', { kind: 'unit-started' }), line('a')];
    const [run] = runsFromJournal(entries, '', 'two');
    expect(run).toMatchObject({ ending: 'lost', result: '', endedAt: entries[1]?.at });
    expect(runsFromJournal(entries, '', 'one')[0]).toMatchObject({ ending: 'clean' });
  });

  it('does not call an end clean that no manager has seen', () => {
    const before = [of('a', { kind: 'unit-started' }), line('a')];
    const after = [of('b', { kind: 'unit-started' })];
    const inAnotherBoot = after.map((entry) => ({ ...entry, bootId: 'two' }));
    const byAnotherManager = after.map((entry) => ({ ...entry, pid: 38 }));
    for (const next of [inAnotherBoot, byAnotherManager]) {
      const [run] = runsFromJournal([...before, ...next]);
      expect(run).toMatchObject({ ending: 'lost', result: '', code: 0, status: 0, endedAt: before[1]?.at });
    }
    expect(runsFromJournal([...before, ...after])[0]).toMatchObject({ ending: 'clean', endedAt: after[0]?.at });
  });

  it('takes a shutdown for a stop that was asked for', () => {
    const entries = [
      of('a', { kind: 'unit-started' }),
      of('a', { kind: 'unit-stopping' }),
      of('a', { kind: 'process-exited', code: 1, status: 1 }),
      of('a', { kind: 'unit-stopped', job: 'stop' }),
      { ...of('b', { kind: 'unit-started' }), bootId: 'two' },
    ];
    expect(runsFromJournal(entries).map(inShort)).toEqual(['1/1 exit-code, asked, told, next by-job']);
  });

  it('does not blame a stop that came after the end', () => {
    const entries = [
      of('a', { kind: 'process-exited', code: 2, status: 9 }),
      of('a', { kind: 'unit-stopping' }),
      of('a', { kind: 'unit-failed', result: 'signal' }),
      of('a', { kind: 'unit-stopped', job: 'stop' }),
    ];
    expect(runsFromJournal(entries)[0]).toMatchObject({ wasStopAsked: false, result: 'signal' });
  });

  // No recording: the memory controller is not delegated there. By systemd's source, unit_check_oom() and service.c.
  it('tells that the kernel killed it', () => {
    const entries = [
      of('a', { kind: 'out-of-memory' }),
      of('a', { kind: 'process-exited', code: 2, status: 9 }),
      of('a', { kind: 'unit-failed', result: 'oom-kill' }),
      of('a', { kind: 'restart-scheduled', restarts: 1 }),
    ];
    expect(runsFromJournal(entries)[0]).toMatchObject({ code: 2, status: 9, result: 'oom-kill', wasStopAsked: false });
  });

  it('tells that something before the main process failed', () => {
    const entries = [of('a', { kind: 'unit-starting' }), of('a', { kind: 'unit-failed', result: 'exit-code' })];
    expect(runsFromJournal(entries).map(inShort)).toEqual(['0/0 exit-code, not asked, told, next null']);
  });

  it('keeps the result of a run, though a start that is refused repeats another', () => {
    const entries = [
      of('a', { kind: 'restart-scheduled', restarts: 5 }),
      of('a', { kind: 'unit-stopped', job: 'restart' }),
      of('a', { kind: 'unit-failed', result: 'start-limit-hit' }),
      of('a', { kind: 'start-failed' }),
      of('b', { kind: 'unit-started' }),
    ];
    expect(runsFromJournal(entries).map(inShort)).toEqual([CLEAN_THEN_JOB]);
  });

  it('keeps the last lines only, and nothing that belongs to no run', () => {
    const many = Array.from({ length: LINES_KEPT + 5 }, (_, index) => line('a', String(index)));
    const entries = [of('', { kind: 'start-failed' }), ...many, of('a', { kind: 'unit-stopped', job: 'stop' })];
    const runs = runsFromJournal(entries);
    expect(runs).toHaveLength(1);
    expect(runs[0]?.lines.map(({ message }) => message).slice(0, 2)).toEqual(['5', '6']);
    expect(runs[0]?.lines).toHaveLength(LINES_KEPT);
  });
});

function recorded(version: '0.11' | '0.19' | '0.21', scenario: string) {
  const found = recordedJournal(version).get(scenario);
  if (found === undefined) throw new Error(`${scenario} was not recorded`);
  return found;
}

function runsOf(version: '0.11' | '0.19' | '0.21', scenario: string): readonly JournalRun[] {
  return runsFromJournal(recorded(version, scenario).entries);
}

let clock = 1_795_000_000_000;

function of(invocationId: string, event: JournalEvent): JournalEntry {
  return { at: ++clock, message: event.kind, invocationId, from: 'systemd', pid: 37, bootId: 'one', event };
}

function line(invocationId: string, message = 'hello'): JournalEntry {
  return { at: ++clock, message, invocationId, from: 'process', pid: 100, bootId: 'one', event: null };
}
