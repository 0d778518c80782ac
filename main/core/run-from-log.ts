import { exitOfRun } from './exit-of-run';
import type { LogFact, LogFinding } from './log-finding';
import type { SeenRun } from './past';
import { beginRun, type RunEnd, type RunEvidence, withLog } from './run-evidence';
import { PLANNED_RESTART_STATUS } from './state';
import type { UnitFacts } from './unit-facts';
import type { Exit } from './verdict';

/** Hermes' own back-off before it boots (five minutes at most), and the start of Python. */
const BEFORE_FIRST_LINE_MS = 6 * 60_000;

/** What the log says of a run, with which that ends. */
const LAST_WORDS: ReadonlySet<LogFinding['kind']> = new Set([
  'signal',
  'stopping',
  'stopped',
  'exiting',
  'start-failed',
  'already-running',
  'watchdog',
] as const);

export interface AfterRun {
  /** When the next run began; null where there is none, as in a unit that systemd has unloaded since. */
  readonly nextAt: number | null;
  /** Whether a job started the next run, not systemd by itself; null when it is not known. */
  readonly isNextByJob: boolean | null;
  /** Whether the machine went down since. */
  readonly isOtherBoot: boolean;
}

/**
 * The end of a run that nobody saw and no journal tells of, as far as the log and what came after it do: never more than
 * likely. Null where the run went down with the machine.
 */
export function exitFromLog(seen: SeenRun, after: AfterRun, facts: UnitFacts, log: readonly LogFact[]): Exit | null {
  const own = ownLines(seen, after.nextAt, log);
  const words = own.filter(({ finding }) => LAST_WORDS.has(finding.kind));
  if (words.length === 0 && after.isOtherBoot) return null;
  const exit = exitOfRun(withLog(evidenceOf(seen, after, facts, own, words), own), facts);
  if (exit === null) return null;
  const note = 'its end was not seen, and the journal does not tell of it';
  return {
    ...exit,
    confidence: exit.confidence === 'certain' ? 'likely' : exit.confidence,
    // systemd has told nothing of it.
    evidence: [{ source: 'hermes-tray', text: note, at: null }, ...exit.evidence.filter((one) => one.source === 'log')],
    consequence: after.nextAt === null ? exit.consequence : { kind: 'restarted' },
  };
}

/** From its start to that of the next run; there may be one between that nobody saw. */
function ownLines({ startedAt }: SeenRun, nextAt: number | null, log: readonly LogFact[]): readonly LogFact[] {
  const until = nextAt ?? Number.POSITIVE_INFINITY;
  const lines = log.filter(({ at }) => at !== null && at >= startedAt - 1 && at < until);
  const starts = lines.filter(({ finding }) => finding.kind === 'starting').map(({ at }) => at ?? 0);
  const [other] = starts.filter((at, index) => index > 0 || at - startedAt > BEFORE_FIRST_LINE_MS);
  return other === undefined ? lines : lines.filter(({ at }) => at !== null && at < other);
}

function evidenceOf(
  { invocationId, pid, startedAt }: SeenRun,
  after: AfterRun,
  facts: UnitFacts,
  own: readonly LogFact[],
  words: readonly LogFact[],
): RunEvidence {
  const begun = beginRun({ ...facts, invocationId, mainPid: 0, execMainCode: 0 }, null, null);
  const lastAt = words.at(-1)?.at ?? after.nextAt ?? own.at(-1)?.at ?? startedAt;
  const end: RunEnd = words.length === 0 ? { at: lastAt, result: '', code: 0, status: 0 } : endTold(words, lastAt);
  return { ...begun, pid, startedAt, end, wasBeingStopped: wasAsked(words, after), wasWatched: false };
}

function endTold(words: readonly LogFact[], at: number): RunEnd {
  const status = statusIn(words.map(({ finding }) => finding));
  return { at, result: status === 0 ? 'success' : 'exit-code', code: 1, status };
}

function statusIn(words: readonly LogFinding[]): number {
  const exiting = words.findLast((finding) => finding.kind === 'exiting');
  if (exiting !== undefined) return exiting.code;
  return words.some((finding) => finding.kind === 'stopping' && finding.forRestart) ? PLANNED_RESTART_STATUS : 0;
}

/**
 * A stop asks by SIGTERM, and so may anybody. It was a stop where systemd did not start the unit again by itself, nor the
 * machine is the one it was.
 */
function wasAsked(words: readonly LogFact[], { nextAt, isNextByJob, isOtherBoot }: AfterRun): boolean {
  const isSignalled = words.some(({ finding }) => finding.kind === 'signal' && finding.as === 'unexpected');
  return isSignalled && (isOtherBoot || isNextByJob === true || nextAt === null);
}
