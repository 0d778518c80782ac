import { assertNever } from './assert-never';
import { formatDuration } from './duration';
import type { Asker, Consequence, Exit, Verdict } from './verdict';

/** Why a run ended, in a few words that begin a sentence. `probably` where it is not certain. */
export function verdictText({ verdict, confidence }: Pick<Exit, 'verdict' | 'confidence'>): string {
  const text = plainText(verdict);
  return confidence === 'likely' && !SAYS_SO_ITSELF.has(verdict.kind) ? `${text}, probably` : text;
}

/** Kinds whose words leave room for doubt as they are. */
const SAYS_SO_ITSELF: ReadonlySet<Verdict['kind']> = new Set(['failed-to-start', 'unknown']);

function plainText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'stopped-on-request':
      return `Stopped on request${askerText(verdict.by)}`;
    case 'restarted-on-request':
      return `Restarted on request${askerText(verdict.by)}`;
    case 'planned-restart':
      return verdict.by === 'us' ? 'Restarted on request, after its drain' : 'Planned restart of its own';
    case 'takeover':
      return verdict.newPid === null
        ? 'Another gateway process took over'
        : `Another gateway process took over (PID ${verdict.newPid})`;
    case 'fatal-configuration':
      return `Its configuration is wrong${verdict.reason === null ? '' : `: ${verdict.reason}`}`;
    case 'out-of-memory':
      return verdict.victim === 'gateway'
        ? 'The kernel killed it: out of memory'
        : 'A process of its tools was killed: out of memory';
    case 'watchdog':
      return WATCHDOGS[verdict.whose];
    case 'start-timeout':
      return 'It did not start in time (TimeoutStartSec=)';
    case 'stop-timeout':
      return 'systemd killed it: it did not stop in time (TimeoutStopSec=)';
    case 'crashed':
      return `It crashed (${signalName(verdict.signal)}${verdict.dumpedCore ? ', core dumped' : ''})`;
    case 'killed':
      return `It was killed (${signalName(verdict.signal)})`;
    case 'sigterm-from-outside':
      return 'Something sent it SIGTERM, not systemd';
    case 'failed-to-start':
      return `It did not start: ${verdict.reason}`;
    case 'clean-exit':
      return 'It exited by itself (exit code 0)';
    case 'unknown':
      return `It ended for an unknown reason (${verdict.how})`;
    default:
      return assertNever(verdict);
  }
}

const WATCHDOGS = {
  systemd: "It froze: systemd's watchdog ended it",
  'event-loop': 'It froze: its own watchdog ended it',
  shutdown: 'Its shutdown hung: its own watchdog ended it',
} as const;

function askerText(by: Asker): string {
  return by === 'us' ? '' : ' of another program';
}

/** What follows an exit. `now` is null where the text stays up unattended. */
export function consequenceText(exit: Pick<Exit, 'consequence'>, now: number | null): string {
  return textOf(exit.consequence, now);
}

function textOf(consequence: Consequence, now: number | null): string {
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
      return staysDownText(consequence.why);
    default:
      return assertNever(consequence);
  }
}

function staysDownText(why: Extract<Consequence, { kind: 'stays-down' }>['why']): string {
  switch (why.kind) {
    case 'on-request':
      return 'It stays down until somebody starts it';
    case 'restart-policy':
      return `It will stay down: the unit's Restart=${why.restart || 'no'} does not cover this`;
    case 'prevented':
      return `It will stay down: systemd does not retry after exit code ${why.status}`;
    case 'start-limit': {
      const within = why.intervalMs === null ? '' : ` within ${formatDuration(why.intervalMs)}`;
      return `systemd gave up after ${why.burst} starts${within}`;
    }
    case 'replaced':
      return `PID ${why.pid} runs outside systemd instead`;
    default:
      return assertNever(why);
  }
}

/** Linux' names on x86 and ARM (signal(7)). */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  31: 'SIGSYS',
};

export function signalName(signal: number): string {
  return SIGNALS[signal] ?? `signal ${signal}`;
}
