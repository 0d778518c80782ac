import type { JournalEntry } from './journal-entry';

/** A run as the journal tells of it. */
export interface JournalRun {
  readonly invocationId: string;
  readonly pid: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number;
  /** siginfo's: 1 exited, 2 killed, 3 dumped. */
  readonly code: number;
  readonly status: number;
  /** systemd's Result=. */
  readonly result: string;
  /** Whether a job was taking the unit down when its main process ended. */
  readonly wasStopAsked: boolean;
  /** How the next run came about; null where none followed. */
  readonly nextRunFollows: 'automatic' | 'by-job' | null;
  readonly lines: readonly JournalEntry[];
}

/**
 * The runs that ended, by systemd's own messages, oldest first. A process that ends well is not worth a message to
 * systemd: such a run is known by the success it tells of, or by the stop.
 */
export function runsFromJournal(entries: readonly JournalEntry[]): readonly JournalRun[] {
  const runs = new Map<string, JournalEntry[]>();
  const order: string[] = [];
  let present = '';
  for (const entry of entries) {
    const id = entry.invocationId || present;
    if (id === '') continue;
    present = id;
    const known = runs.get(id);
    if (known === undefined) {
      runs.set(id, [entry]);
      order.push(id);
    } else {
      known.push(entry);
    }
  }
  return order.flatMap((id, at) => {
    const following = order[at + 1];
    const run = runOf(id, runs.get(id) ?? [], following === undefined ? null : (runs.get(following) ?? []));
    return run === null ? [] : [run];
  });
}

function runOf(
  invocationId: string,
  entries: readonly JournalEntry[],
  next: readonly JournalEntry[] | null,
): JournalRun | null {
  const exit = find(entries, 'process-exited');
  const stopping = find(entries, 'unit-stopping');
  const failed = find(entries, 'unit-failed');
  const stopped = find(entries, 'unit-stopped') ?? find(entries, 'unit-succeeded');
  const end = exit ?? failed ?? stopped ?? (next === null ? null : (entries.at(-1) ?? null));
  if (end === null) return null;
  const scheduled = find(entries, 'restart-scheduled') ?? (next === null ? null : find(next, 'restart-scheduled'));
  const exited = exit?.event.kind === 'process-exited' ? exit.event : null;
  return {
    invocationId,
    pid: exited?.pid ?? null,
    startedAt: find(entries, 'unit-started')?.at ?? entries[0]?.at ?? null,
    endedAt: end.at,
    code: exited?.code ?? 1,
    status: exited?.status ?? 0,
    result: failed?.event.kind === 'unit-failed' ? failed.event.result : 'success',
    wasStopAsked: stopping !== null && stopping.at <= end.at,
    nextRunFollows: next === null ? null : scheduled === null ? 'by-job' : 'automatic',
    lines: entries.filter(({ from }) => from === 'process'),
  };
}

type Eventful = JournalEntry & { readonly event: NonNullable<JournalEntry['event']> };

function find(entries: readonly JournalEntry[], kind: Eventful['event']['kind']): Eventful | null {
  return entries.find((entry): entry is Eventful => entry.event?.kind === kind) ?? null;
}
