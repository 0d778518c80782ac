import type { Journal, JournalQuery } from '../../app/ports/journal';
import type { JournalEntry } from '../../core/journal-entry';
import { failure, type Result, success } from '../../core/result';
import { FIELDS, parseEntry } from './parse-entry';
import { type Output, runJournalctl } from './run-journalctl';
import { unitMatches } from './unit-matches';

export interface JournalOptions {
  /** Only PATH is used of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  readonly deadlineMs?: number;
  readonly maxBytes?: number;
}

const DEADLINE_MS = 5_000;
const MAX_BYTES = 16 * 1024 ** 2;

/** The user's journal, by journalctl: a query takes it about 10 ms and 8 MB, and only journald's own library reads the files. */
export function createJournal({
  environment,
  uid,
  deadlineMs = DEADLINE_MS,
  maxBytes = MAX_BYTES,
}: JournalOptions): Journal {
  async function run(args: readonly string[]): Promise<Output> {
    return runJournalctl(args, {
      // Nothing of ours: an AppImage's LD_LIBRARY_PATH would give it our libraries.
      environment: { PATH: environment['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
      deadlineMs,
      maxBytes,
    });
  }

  /** journalctl finds nothing, and says nothing, where there is no journal at all. */
  async function holdsAnythingOfUser(): Promise<boolean> {
    const output = await run([...FORMAT, '--lines=1', `_UID=${uid}`]);
    return output.kind !== 'output' || output.text.trim() !== '';
  }

  return {
    async read(query) {
      const { unit } = query;
      const output = await run([...FORMAT, ...argumentsOf(query), ...matches(query, uid)]);
      if (output.kind !== 'output') return cannotRead(unit, output, deadlineMs);
      const entries = entriesIn(query, output.text, output.isWhole);
      if (entries.length === 0 && !(await holdsAnythingOfUser())) {
        return failure(
          'no-journal',
          `The journal has nothing of ${unit}, nor of anything else of this user. Either systemd-journald does not run, or its storage is off; \`systemctl status systemd-journald\` tells.`,
        );
      }
      // journalctl goes by when journald took them, which is a little later.
      const from = query.since ?? Number.NEGATIVE_INFINITY;
      return success(entries.filter(({ at }) => at >= from));
    },
  };
}

/**
 * The newest first, so that what is cut off for its size is old. Large fields and unprintable ones too (`--all`), which
 * would be null; of the fields only those that are used.
 */
const FORMAT = ['--output=json', '--all', '--quiet', '--no-pager', `--output-fields=${FIELDS.join(',')}`];

function argumentsOf({ since, limit }: JournalQuery): readonly string[] {
  const from = since === null ? [] : [`--since=@${(since / 1000).toFixed(6)}`];
  return ['--reverse', `--lines=${Math.max(1, Math.trunc(limit))}`, ...from];
}

function matches({ unit, mainPids }: JournalQuery, uid: number): readonly string[] {
  const ofPids = mainPids.flatMap((pid) => ['+', `_PID=${pid}`, '_TRANSPORT=stdout', `_UID=${uid}`]);
  return [...unitMatches(unit, uid), ...ofPids];
}

/** Oldest first. The last line may be torn where it was cut off. */
function entriesIn({ unit, mainPids }: JournalQuery, text: string, isWhole: boolean): readonly JournalEntry[] {
  const lines = text.split('\n');
  if (!isWhole) lines.pop();
  return withRuns(lines.flatMap((line) => parseEntry(unit, line, mainPids) ?? []).reverse());
}

/** A process' line that came without its run is of the one that systemd spoke of last: see {@link JournalEntry}. */
function withRuns(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  let current = '';
  return entries.map((entry) => {
    if (entry.invocationId !== '') current = entry.invocationId;
    return entry.invocationId === '' && entry.from === 'process' ? { ...entry, invocationId: current } : entry;
  });
}

function cannotRead(
  unit: string,
  output: Exclude<Output, { kind: 'output' }>,
  deadlineMs: number,
): Result<readonly JournalEntry[]> {
  const what = `The journal of ${unit} could not be read`;
  switch (output.kind) {
    case 'timeout':
      return failure('timeout', `${what}: journalctl had not ended after ${deadlineMs / 1000} s and was killed.`);
    case 'not-installed':
      return failure('not-installed', `${what}: there is no journalctl in PATH.`);
    case 'not-run':
      return failure('not-run', `${what}: journalctl could not be run: ${output.why}.`);
    case 'refused': {
      const { status, complaint } = output;
      if (/permission/i.test(complaint)) {
        return failure(
          'no-permission',
          `${what}: ${complaint} journald keeps one for all users here; a member of the group systemd-journal may read it, or \`sudo mkdir -p /var/log/journal\` and a restart of systemd-journald give each user one.`,
        );
      }
      return failure('refused', `${what}: journalctl ended with ${status}${complaint === '' ? '' : `: ${complaint}`}.`);
    }
  }
}
