import type { JournalEntry, JournalEvent } from './journal-entry';

/** A run that is over, as the journal tells of it. */
export interface JournalRun {
  readonly invocationId: string;
  /** Of the process that wrote its first line, which is the main one; null where it wrote none. */
  readonly pid: number | null;
  /** Null where the entries do not reach back to it. */
  readonly startedAt: number | null;
  /** Epoch milliseconds; what it is worth: `ending`. */
  readonly endedAt: number;
  readonly ending: JournalEnding;
  /** siginfo's: 1 exited, 2 killed, 3 dumped. 0: systemd does not say, which it does not of a clean end. */
  readonly code: number;
  readonly status: number;
  /** systemd's Result=; '' where the end is `lost`. */
  readonly result: string;
  /** Whether a job was taking the unit down when its main process ended. */
  readonly wasStopAsked: boolean;
  /** The type of the job that found it down then: `stop`, `restart`. Null where the journal does not say. */
  readonly stoppedFor: string | null;
  /** How the next run came about; null where none followed. */
  readonly nextRunFollows: 'automatic' | 'by-job' | null;
  /** The last that its processes wrote, oldest first. */
  readonly lines: readonly JournalEntry[];
}

/**
 * - `told`: systemd told of it, and when: of the process' end, or of the end of the stop.
 * - `clean`: systemd told nothing, because it was clean: exit code 0, one of SuccessExitStatus=, or a signal such as
 *   SIGTERM. It ended before `endedAt`, at which it was first seen to be over.
 * - `lost`: neither, and another manager runs by now, or it is another boot: the machine or the whole session went down
 *   without stopping it.
 *   It ended at `endedAt`, its last sign of life, or after.
 */
export type JournalEnding = 'told' | 'clean' | 'lost';

export const LINES_KEPT = 20;

/**
 * The runs that ended, by systemd's own messages, oldest first. The last run may live: it is left out unless systemd
 * tells of its end, or `present` says that the unit is in another run by now. `present`: the InvocationID of the unit, ''
 * for none; null when it is not known. `presentBoot`: the boot that this is, '' when it is not known.
 */
export function runsFromJournal(
  entries: readonly JournalEntry[],
  present: string | null = null,
  presentBoot = '',
): readonly JournalRun[] {
  const runs = [...byInvocation(entries).values()];
  return runs.flatMap((run, index) => {
    const found = runOf(run, runs[index + 1] ?? null, { invocationId: present, bootId: presentBoot });
    return found === null ? [] : [found];
  });
}

function byInvocation(entries: readonly JournalEntry[]): ReadonlyMap<string, JournalEntry[]> {
  const runs = new Map<string, JournalEntry[]>();
  for (const entry of entries) {
    // Without one it belongs to no run: it is about a unit that never ran.
    if (entry.invocationId === '') continue;
    const known = runs.get(entry.invocationId);
    if (known === undefined) runs.set(entry.invocationId, [entry]);
    else known.push(entry);
  }
  return runs;
}

type Entries = readonly JournalEntry[];

interface Present {
  readonly invocationId: string | null;
  readonly bootId: string;
}

function runOf(entries: Entries, next: Entries | null, present: Present): JournalRun | null {
  const [first] = entries;
  if (first === undefined) return null;
  const { invocationId } = first;
  const end = endOf(entries) ?? endUntold(entries, next, present);
  if (end === null) return null;
  const started = find(entries, 'unit-starting') ?? find(entries, 'unit-started');
  const stopping = entries.findIndex(({ event }) => event?.kind === 'unit-stopping');
  const pid = entries.slice(0, end.index).find(isOfProcess)?.pid ?? null;
  return {
    invocationId,
    pid,
    startedAt: started?.at ?? null,
    endedAt: end.at,
    ending: end.ending,
    code: end.code,
    status: end.status,
    result: end.result,
    wasStopAsked: stopping !== -1 && stopping < end.index,
    stoppedFor: stopping === -1 ? null : jobAfter(entries.slice(stopping)),
    nextRunFollows: next === null ? null : isRevived(entries) ? 'automatic' : 'by-job',
    // After the end there speak those that clear up (ExecStopPost=), and a line of its own that journald took late.
    lines: entries
      .filter((entry, index) => isOfProcess(entry) && (index < end.index || entry.pid === pid))
      .slice(-LINES_KEPT),
  };
}

type End = Pick<JournalRun, 'ending' | 'code' | 'status' | 'result'> & { readonly at: number; readonly index: number };

/** What the first message says that leaves no life in it. */
function endOf(entries: Entries): End | null {
  const index = entries.findIndex(({ event }) => event !== null && ENDS.has(event.kind));
  const { at = 0, event = null } = entries[index] ?? {};
  switch (event?.kind) {
    case undefined:
      return null;
    case 'process-exited': {
      const { code, status } = event;
      const result = resultAfter(entries, index) ?? resultOf(code, status);
      return { ending: 'told', at, index, code, status, result };
    }
    case 'unit-failed':
      // Without a main process: something before it failed, or something after its clean exit.
      return { ending: 'told', at, index, code: 0, status: 0, result: event.result };
    default: {
      // It was clean. The message of a stop comes with it; those of an automatic restart when that is due.
      const wasStopped = entries.slice(0, index).some((entry) => entry.event?.kind === 'unit-stopping');
      return { ending: wasStopped ? 'told' : 'clean', at, index, code: 0, status: 0, result: 'success' };
    }
  }
}

const ENDS: ReadonlySet<JournalEvent['kind']> = new Set([
  'process-exited',
  'unit-failed',
  'unit-succeeded',
  'unit-stopped',
  'restart-scheduled',
] as const);

/** systemd's Result= once all is over. A later one is of a start that was refused, and repeats it. */
function resultAfter(entries: Entries, end: number): string | null {
  const failed = entries.slice(end).find(({ event }) => event !== null && AFTER_EXIT.has(event.kind))?.event;
  return failed?.kind === 'unit-failed' ? failed.result : null;
}

const AFTER_EXIT: ReadonlySet<JournalEvent['kind']> = new Set([
  'unit-failed',
  'unit-stopped',
  'restart-scheduled',
] as const);

/** Where somebody reset the unit before systemd got to tell it, as the restart helper of Hermes 0.16 to 0.19 does. */
function resultOf(code: number, status: number): string {
  if (code === 1) return status === 0 ? 'success' : 'exit-code';
  return code === 3 ? 'core-dump' : 'signal';
}

function endUntold(entries: Entries, next: Entries | null, present: Present): End | null {
  const { at: last = 0, invocationId = '', bootId = '' } = entries.at(-1) ?? {};
  const end = { index: entries.length, code: 0, status: 0 };
  const lost: End = { ...end, ending: 'lost', at: last, result: '' };
  const [following] = next ?? [];
  if (following === undefined) {
    if (present.invocationId === null || present.invocationId === invocationId) return null;
    const isOfThisBoot = present.bootId === '' || bootId === '' || bootId === present.bootId;
    return isOfThisBoot ? { ...end, ending: 'clean', at: last, result: 'success' } : lost;
  }
  return isSameManager(entries, next ?? []) ? { ...end, ending: 'clean', at: following.at, result: 'success' } : lost;
}

/** One manager tells of every end but a clean one. It is told by its boot and its PID, which a daemon-reexec leaves. */
function isSameManager(entries: Entries, next: Entries): boolean {
  if (entries[0]?.bootId !== next[0]?.bootId) return false;
  const [one, other] = [entries, next].map((of) => of.find(({ from }) => from === 'systemd')?.pid ?? null);
  return one === null || other === null || one === other;
}

/** Only at its end systemd tells a restart from a stop. */
function jobAfter(entries: Entries): string | null {
  const event = find(entries, 'unit-stopped')?.event;
  return event?.kind === 'unit-stopped' && event.job !== '' ? event.job : null;
}

/** systemd scheduled its restart, and nothing came between. */
function isRevived(entries: Entries): boolean {
  const scheduled = entries.findLastIndex(({ event }) => event?.kind === 'restart-scheduled');
  if (scheduled === -1) return false;
  return !entries
    .slice(scheduled)
    .some(({ event }) => event?.kind === 'start-failed' || (event?.kind === 'unit-stopped' && event.job === 'stop'));
}

function find(entries: Entries, kind: JournalEvent['kind']): JournalEntry | null {
  return entries.find(({ event }) => event?.kind === kind) ?? null;
}

function isOfProcess({ from }: JournalEntry): boolean {
  return from === 'process';
}
