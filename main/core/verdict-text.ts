import { assertNever } from './assert-never';
import { formatDuration } from './duration';
import { t } from './i18n';
import { signalName } from './signal-name';
import type { Consequence, Exit, Verdict } from './verdict';

type Judged = Pick<Exit, 'verdict' | 'confidence'>;

/** Why a run ended, in a few words of ours that begin a sentence: short enough for a heading. */
export function verdictTitle({ verdict, confidence }: Judged): string {
  return sure(titleOf(verdict), verdict, confidence);
}

/** The same with all that is known: the reason in the gateway's own words, who asked, which process. No full stop. */
export function verdictText({ verdict, confidence }: Judged): string {
  return sure(textOf(verdict), verdict, confidence);
}

/** `probably` where it is not certain. */
function sure(text: string, { kind }: Verdict, confidence: Exit['confidence']): string {
  return confidence === 'certain' || SAYS_SO_ITSELF.has(kind)
    ? text
    : t('verdict.probably', { verdict: midSentence(text) });
}

/** Kinds of which only the reason may be doubted, and it is given in somebody else's words. */
const SAYS_SO_ITSELF: ReadonlySet<Verdict['kind']> = new Set(['failed-to-start', 'gave-up', 'unknown']);

function titleOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'stopped-on-request':
      return t('verdict.stopped');
    case 'restarted-on-request':
      return t('verdict.restarted');
    case 'planned-restart':
      return verdict.by === 'us' ? t('verdict.restartedGracefully') : t('verdict.plannedRestart');
    case 'takeover':
      return t('verdict.takeover');
    case 'fatal-configuration':
      return t('verdict.configuration');
    case 'out-of-memory':
      return t(`verdict.outOfMemory.${verdict.victim}`);
    case 'watchdog':
      return t(`verdict.watchdog.${verdict.whose}`);
    case 'start-timeout':
      return t('verdict.startTimeout');
    case 'stop-timeout':
      return t('verdict.stopTimeout');
    case 'crashed':
      return t('verdict.crashed', { how: crashText(verdict) });
    case 'killed':
      return t('verdict.killed', { signal: signalName(verdict.signal) });
    case 'sigterm-from-outside':
      return t('verdict.sigterm');
    case 'failed-to-start':
      return t('verdict.failedToStart');
    case 'gave-up':
      return t('verdict.gaveUp');
    case 'clean-exit':
      return t('verdict.cleanExit');
    case 'unknown':
      return t('verdict.unknown');
    default:
      return assertNever(verdict);
  }
}

function crashText({ signal, dumpedCore }: Extract<Verdict, { kind: 'crashed' }>): string {
  return dumpedCore ? t('end.coreDumped', { signal: signalName(signal) }) : signalName(signal);
}

function textOf(verdict: Verdict): string {
  const title = titleOf(verdict);
  switch (verdict.kind) {
    case 'stopped-on-request':
      return verdict.by === 'us' ? title : t('verdict.stopped.byOther');
    case 'restarted-on-request':
      return verdict.by === 'us' ? title : t('verdict.restarted.byOther');
    case 'planned-restart':
      return verdict.by === 'us' ? title : t('verdict.plannedRestart.how');
    default:
      return `${title}${detailOf(verdict)}`;
  }
}

/** In names and in somebody else's words: the same in every language. */
function detailOf(verdict: Verdict): string {
  switch (verdict.kind) {
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

/** Our own texts begin with a plain word, in no language a noun, or with a name that stays as it is. */
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
      if (consequence.at === null || now === null) return t('consequence.restarts');
      const left = consequence.at - now;
      return left < 1000
        ? t('consequence.restarts.now')
        : t('consequence.restarts.in', { duration: formatDuration(left) });
    }
    case 'restarted':
      return t('consequence.restarted');
    case 'not-known':
      return t('consequence.unknown');
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
      return t('consequence.restarted');
    case 'stays-down':
      return consequence.why.kind === 'on-request' ? null : t('consequence.leftDown');
    case 'not-known':
      return null;
    default:
      return assertNever(consequence);
  }
}

function staysDownText(why: Extract<Consequence, { kind: 'stays-down' }>['why'], end: string | null): string {
  switch (why.kind) {
    case 'on-request':
      return t('consequence.onRequest');
    case 'restart-policy':
      if (why.restart === '' || why.restart === 'no') return t('consequence.noPolicy');
      return end === null
        ? t('consequence.notCovered.suchEnd', { restart: why.restart })
        : t('consequence.notCovered', { restart: why.restart, end });
    case 'prevented':
      return end === null ? t('consequence.prevented.suchEnd') : t('consequence.prevented', { end });
    case 'start-limit':
      return why.intervalMs === null
        ? t('consequence.startLimit', { count: why.burst })
        : t('consequence.startLimit.within', { count: why.burst, duration: formatDuration(why.intervalMs) });
    case 'start-failed':
      return why.result === '' || why.result === 'success'
        ? t('consequence.startFailed')
        : t('consequence.startFailed.result', { result: why.result });
    case 'replaced':
      return t('consequence.replaced', { pid: why.pid });
    case 'replacement-gone':
      return t('consequence.replacementGone');
    default:
      return assertNever(why);
  }
}

/** Null where systemd does not tell. */
function endText(code: number, status: number): string | null {
  if (code === 1) return t('end.exitCode', { status });
  return code === 0 ? null : signalName(status);
}
