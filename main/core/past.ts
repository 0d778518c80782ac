import type { FlightRecord } from './flight-record';
import type { Incident, IncidentPhase } from './incident';
import { EXITS_REMEMBERED, type Gateway } from './state';
import type { Exit } from './verdict';

/** What is known of one unit whose gateway is to be shown, from the flight recorder or from when it was shown last. */
export interface UnitPast {
  /** The run that was seen last; '' for none. */
  lastSeen: string;
  /** The runs that were seen to begin. */
  readonly seen: Set<string>;
  /** The runs whose end has been judged. */
  readonly ended: Set<string>;
  /** The runs that were seen to begin and whose end is not known, oldest first. */
  unended: readonly SeenRun[];
  /** When the first run began whose end is not known; null when none is missing. */
  since: number | null;
  /** The last first. */
  exits: readonly Exit[];
  /** The last one, as far as it was told. */
  incident: Incident | null;
}

export interface SeenRun {
  readonly invocationId: string;
  readonly pid: number;
  readonly startedAt: number;
  /** The boot it was seen in; '' when it is not known. */
  readonly bootId: string;
}

export function pastOf(records: readonly FlightRecord[], unit: string): UnitPast {
  const seen = new Set<string>();
  const ended = new Set<string>();
  const exits: Exit[] = [];
  let unended: readonly SeenRun[] = [];
  let lastSeen = '';
  let bootId = '';
  let told: { readonly id: string; readonly phase: IncidentPhase['kind']; readonly exits: number } | null = null;
  for (const record of records) {
    // Each start looks for them: of what went down with the machine, nobody will ever know an end.
    if (record.kind === 'app-started') {
      bootId = record.bootId ?? '';
      unended = unended.filter(({ invocationId }) => invocationId === lastSeen);
    }
    if (!('unit' in record) || record.unit !== unit) continue;
    if (record.kind === 'run-seen') {
      const { invocationId, pid, startedAt, at } = record;
      lastSeen = invocationId;
      unended = [...unended, { invocationId, pid, startedAt: startedAt ?? at, bootId }];
      seen.add(invocationId);
    } else if (record.kind === 'run-ended') {
      ended.add(record.exit.invocationId);
      const { invocationId } = record.exit;
      // It was written down before it was known what came of it.
      if (exits[0]?.invocationId === invocationId) exits.shift();
      exits.unshift(record.exit);
      unended = unended.filter((run) => run.invocationId !== invocationId);
    } else if (record.kind === 'incident') {
      told = { id: record.id, phase: record.phase, exits: record.exits };
    }
  }
  return {
    lastSeen,
    seen,
    ended,
    unended,
    since: unended[0]?.startedAt ?? lastExitAt(exits),
    exits: exits.slice(0, EXITS_REMEMBERED),
    incident: incidentOf(exits, told),
  };
}

/** What is left of a gateway that is not shown any more. `run`: the one that lives; null for none. */
export function leave(past: UnitPast, { exits, incident }: Gateway, run: SeenRun | null): void {
  past.exits = exits;
  // What it came to was told; told of again, it would be news.
  past.incident = incident && { ...incident, toldPhase: incident.phase.kind, developments: 0 };
  past.unended = run === null ? [] : [run];
  past.since = run?.startedAt ?? lastExitAt(exits);
  past.lastSeen = run?.invocationId ?? exits[0]?.invocationId ?? '';
}

/** After a known end there may have been whole runs that nobody saw. */
function lastExitAt(exits: readonly Exit[]): number | null {
  return exits[0]?.endedAt ?? null;
}

function incidentOf(
  exits: readonly Exit[],
  told: { readonly id: string; readonly phase: IncidentPhase['kind']; readonly exits: number } | null,
): Incident | null {
  const exit = exits.find(({ isExpected }) => !isExpected);
  if (told === null || exit === undefined) return null;
  const phase = phaseNamed(told.phase);
  if (phase === null) return null;
  return {
    id: told.id,
    unit: exit.unit,
    openedAt: exit.endedAt,
    exits: told.exits,
    exit,
    phase,
    developments: 0,
    snoozedUntil: null,
    toldPhase: told.phase,
  };
}

/** The phases that leave something open; systemd's next facts fill in what the recorder does not keep. */
function phaseNamed(kind: IncidentPhase['kind']): IncidentPhase | null {
  switch (kind) {
    case 'reviving':
      return { kind, at: null };
    case 'looping':
      return { kind };
    case 'down':
      return { kind, hasGivenUp: false };
    case 'starting':
      return { kind, pid: 0 };
    default:
      return null;
  }
}
