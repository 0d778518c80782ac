import { assertNever } from './assert-never';
import { formatDuration } from './duration';
import { signalName } from './signal-name';
import type { Asker, Consequence, Exit, Verdict } from './verdict';

type Judged = Pick<Exit, 'verdict' | 'confidence'>;

/** Why a run ended, in a few words of ours that begin a sentence: short enough for a heading. */
export function verdictTitle({ verdict, confidence }: Judged): string {
  return sure(titleOf(verdict), verdict, confidence);
}

/** The same with all that is known: the reason in the gateway's own words, who asked, which process. No full stop. */
export function verdictText({ verdict, confidence }: Judged): string {
  return sure(`${titleOf(verdict)}${restOf(verdict)}`, verdict, confidence);
}

/** `probably` where it is not certain. */
function sure(text: string, { kind }: Verdict, confidence: Exit['confidence']): string {
  return confidence === 'certain' || SAYS_SO_ITSELF.has(kind) ? text : `Probably ${midSentence(text)}`;
}

/** Kinds of which only the reason may be doubted, and it is given in somebody else's words. */
const SAYS_SO_ITSELF: ReadonlySet<Verdict['kind']> = new Set(['failed-to-start', 'gave-up', 'unknown']);

function titleOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'stopped-on-request':
      return 'Stopped on request';
    case 'restarted-on-request':
      return 'Restarted on request';
    case 'planned-restart':
      return verdict.by === 'us' ? 'Restarted gracefully' : 'Planned restart';
    case 'takeover':
      return 'Replaced by another gateway process';
    case 'fatal-configuration':
      return 'Configuration error';
    case 'out-of-memory':
      return verdict.victim === 'gateway'
        ? 'Killed by the kernel: out of memory'
        : 'Taken down with a tool that ran out of memory';
    case 'watchdog':
      return WATCHDOGS[verdict.whose];
    case 'start-timeout':
      return 'Did not start in time';
    case 'stop-timeout':
      return 'Killed by systemd: did not stop in time';
    case 'crashed':
      return `Crashed (${signalName(verdict.signal)}${verdict.dumpedCore ? ', core dumped' : ''})`;
    case 'killed':
      return `Killed (${signalName(verdict.signal)})`;
    case 'sigterm-from-outside':
      return 'Stopped by SIGTERM from outside';
    case 'failed-to-start':
      return 'Did not start';
    case 'gave-up':
      return 'Gave up';
    case 'clean-exit':
      return 'Exited by itself (exit code 0)';
    case 'unknown':
      return 'Ended for an unknown reason';
    default:
      return assertNever(verdict);
  }
}

const WATCHDOGS = {
  systemd: 'Froze: ended by the watchdog of systemd',
  'event-loop': 'Froze: ended by its own watchdog',
  shutdown: 'Hung while it ended: killed by its own watchdog',
} as const;

function restOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'stopped-on-request':
    case 'restarted-on-request':
      return askerText(verdict.by);
    case 'planned-restart':
      return verdict.by === 'us' ? '' : ' (/restart, /update or SIGUSR1)';
    case 'takeover':
      return verdict.newPid === null ? '' : ` (PID ${verdict.newPid})`;
    case 'fatal-configuration':
      return verdict.reason === null ? '' : reasonText(verdict.reason);
    case 'failed-to-start':
    case 'gave-up':
      return reasonText(verdict.reason);
    case 'start-timeout':
      return ' (TimeoutStartSec=)';
    case 'stop-timeout':
      return ' (TimeoutStopSec=)';
    case 'unknown':
      return verdict.how === '' ? '' : ` (${oneLine(verdict.how)})`;
    default:
      return '';
  }
}

function askerText(by: Asker): string {
  return by === 'us' ? '' : ' of another program';
}

/** A reason comes from a log: it may have lines, and a full stop of its own. */
function reasonText(reason: string): string {
  const text = oneLine(reason);
  return text === '' ? '' : `: ${text}`;
}

function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.:]+$/, '');
}

/** Our own texts begin with a plain word, or with a name that stays as it is. */
export function midSentence(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/**
 * What follows an exit, while it is the latest. `now` is null where the text stays up unattended: a countdown would go
 * stale there. No full stop.
 */
export function consequenceText(
  { consequence, code, status }: Pick<Exit, 'consequence' | 'code' | 'status'>,
  now: number | null,
): string {
  switch (consequence.kind) {
    case 'systemd-restarts': {
      if (consequence.at === null || now === null) return 'systemd restarts it';
      const left = consequence.at - now;
      return left < 1000 ? 'systemd restarts it now' : `systemd restarts it in ≈ ${formatDuration(left)}`;
    }
    case 'restarted':
      return 'It was started again';
    case 'not-known':
      return 'What systemd does about it is not known';
    case 'stays-down':
      return staysDownText(consequence.why, endText(code, status));
    default:
      return assertNever(consequence);
  }
}

/** What followed an exit that is history. Null where nothing worth a word did. */
export function pastConsequenceText({ consequence }: Pick<Exit, 'consequence'>): string | null {
  switch (consequence.kind) {
    case 'systemd-restarts':
    case 'restarted':
      return 'It was started again';
    case 'stays-down':
      return consequence.why.kind === 'on-request' ? null : 'systemd left it down';
    case 'not-known':
      return null;
    default:
      return assertNever(consequence);
  }
}

function staysDownText(why: Extract<Consequence, { kind: 'stays-down' }>['why'], end: string): string {
  switch (why.kind) {
    case 'on-request':
      return 'It stays down until somebody starts it';
    case 'restart-policy':
      return why.restart === '' || why.restart === 'no'
        ? 'It will stay down: its unit has no Restart='
        : `It will stay down: Restart=${why.restart} does not cover ${end}`;
    case 'prevented':
      return `It will stay down: systemd does not retry after ${end}`;
    case 'start-limit': {
      const within = why.intervalMs === null ? '' : ` in ${formatDuration(why.intervalMs)}`;
      return `systemd gave up after ${why.burst} ${why.burst === 1 ? 'start' : 'starts'}${within}`;
    }
    case 'start-failed':
      return why.result === '' || why.result === 'success'
        ? 'Its next start failed'
        : `Its next start failed: systemd says ${why.result}`;
    case 'replaced':
      return `PID ${why.pid} runs outside systemd instead`;
    default:
      return assertNever(why);
  }
}

function endText(code: number, status: number): string {
  if (code === 1) return `exit code ${status}`;
  return code === 0 ? 'such an end' : signalName(status);
}
