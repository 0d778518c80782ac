import type { LogFinding } from './log-finding';
import type { LogHead } from './log-head';
import { printable } from './log-text';

/**
 * Whose line it is, by its logger. The same words in another's line are a quotation: of a chat, of a tool's output.
 * `gateway`: the gateway itself. `platform`: its connection to a chat platform. `agent`: the loop that asks the model.
 */
export type LogSource = 'gateway' | 'platform' | 'agent';

/** A kind of line. `begins` is what its message begins with, to the letter. */
export interface LogForm {
  readonly source: LogSource;
  readonly begins: string;
  /** Whether only lines of level WARNING and above are of this form. */
  readonly isAlarm: boolean;
  readonly read: (message: string, head: LogHead) => FoundInLine | null;
}

export interface FoundInLine {
  readonly finding: LogFinding;
  /** What of the message may be shown; absent: all of it. */
  readonly shown?: string;
}

const MOST_REASON = 300;

/** The gateway's own life, in the words of Hermes 0.11 to 0.23. Later wordings only add to the end. */
export const GATEWAY_FORMS: readonly LogForm[] = [
  form('Starting Hermes Gateway', /^/, () => ({ kind: 'starting' })),
  form('Gateway running with ', /^Gateway running with (\d+) platform/, ([, count]) => running(count)),
  // Without a platform that is configured, and without one that could be connected, nothing else tells of it.
  form('Gateway will continue running', /^/, () => running('0')),
  form('Gateway started with no connected', /^/, () => running('0')),

  form('Received ', /^Received (\S+) \S+ initiating shutdown/, ([, signal]) => received(signal, 'unexpected')),
  form('Received ', /^Received (\S+) as a planned gateway stop/, ([, signal]) => received(signal, 'planned-stop')),
  form('Received ', /^Received (\S+) as a planned --replace/, ([, signal]) => received(signal, 'takeover')),
  form('Stopping gateway...', /^/, () => ({ kind: 'stopping', forRestart: false })),
  form('Stopping gateway for restart', /^/, () => ({ kind: 'stopping', forRestart: true })),
  form(
    'Shutdown phase: drain done',
    /\(drain took ([\d.]+)s, timed_out=(True|False)(.*)\)/,
    ([, took, late, counts]) => ({
      kind: 'drain-ended',
      timedOut: late === 'True',
      seconds: Number(took),
      agentsLeft: sum(counts, /(?:active|cron|api)_now=(\d+)/g),
    }),
  ),
  form('Gateway drain timed out', /after ([\d.]+)s with (.*)$/, ([, seconds, work]) => ({
    kind: 'drain-timed-out',
    seconds: Number(seconds),
    agents: sum(work, /(\d+) (?:active agent|in-flight cron job|api_server run)\(s\)/g),
  })),
  form('Gateway stopped', /^Gateway stopped(?: \(total teardown|$)/, () => ({ kind: 'stopped' })),
  form('Exiting with code ', /^Exiting with code (\d+)(?: \((.*?)\))?/, ([, code, reason]) => exiting(code, reason)),
  form('Gateway exiting with failure', /failure(?:: (.*))?$/, ([, reason]) => exiting('1', reason)),

  form('All messaging platforms failed', /^(.*?)\. Shutting down/, ([, reason]) => exiting('1', reason)),

  form('Gateway failed to connect any', /platform: (.*)$/, ([, reason]) => startFailed(reason)),
  form('Gateway hit a non-retryable', /startup conflict: (.*)$/, ([, reason]) => startFailed(reason)),
  form('Gateway exiting cleanly: ', /cleanly: (.*)$/, ([, reason]) => startFailed(reason)),
  form('Refusing to start: ', /^(.*)$/, ([, reason]) => startFailed(reason)),

  form('Another gateway instance', /^Another gateway instance (?:is already running )?\(PID (\d+)/, ([, pid]) => ({
    kind: 'already-running',
    pid: Number(pid),
  })),
  form('Gateway runtime lock is already held', /^/, () => ({ kind: 'already-running', pid: null })),
  form('PID file race lost', /^/, () => ({ kind: 'already-running', pid: null })),
  form('Replacing existing gateway', /\(PID (\d+)\)/, ([, pid]) => ({ kind: 'replacing', pid: Number(pid) })),
  form('Old gateway (PID ', /^Old gateway \(PID (\d+)\)/, ([, pid]) => ({ kind: 'replacing', pid: Number(pid) })),

  form('Gateway (re)started ', /started (\d+) times in \S+ \S+ backing off ([\d.]+)s/, ([, starts, seconds]) => ({
    kind: 'backing-off',
    starts: Number(starts),
    seconds: Number(seconds),
  })),
  form('Stale systemd unit detected: ', /detected: (.*)$/, ([, detail]) => ({
    kind: 'stale-unit',
    detail: printable(detail ?? '', MOST_REASON),
  })),
  form('Launched systemd planned-restart', /^/, () => ({ kind: 'restart-helper' })),
  form('Shutdown watchdog fired', /^/, () => ({ kind: 'watchdog', of: 'shutdown' })),
  form('Gateway event loop missed', /^/, () => ({ kind: 'watchdog', of: 'event-loop' })),
  form('External drain ENGAGED', /^/, () => ({ kind: 'drain-request', isEngaged: true })),
  form('External drain RELEASED', /^/, () => ({ kind: 'drain-request', isEngaged: false })),

  form('Fatal ', /^Fatal (\S+) adapter error \((?:\S*_lock|lock_conflict)\)(.*)$/, ([, platform, rest]) =>
    tokenInUse(platform, rest),
  ),
  // A bind that failed, in asyncio's words.
  form('✗ ', /^✗ (\S+) error: .*\[Errno 98\].*\('[^']*', (\d+)/, ([, platform, port]) => portInUse(platform, port)),

  {
    source: 'gateway',
    begins: 'inbound message: ',
    isAlarm: false,
    read(message) {
      // The text stands behind msg=, and in reply_to_text=. A user's name may hold anything.
      const match = /^inbound message: platform=(\S+) user=(.*?) chat=(\S+)(?= msg=|$)/.exec(message);
      return match === null ? null : { finding: { kind: 'turn-started', chat: match[3] ?? '' }, shown: match[0] };
    },
  },
  form('response ready: ', /^response ready: platform=\S+ chat=(\S+)/, ([, chat]) => ({
    kind: 'turn-ended',
    chat: chat ?? '',
  })),
];

export const PLATFORM_FORMS: readonly LogForm[] = [
  alarm('[', /^\[([^\]]+)\] Refusing to start: (.*)$/, ([, platform = '', reason]) =>
    startFailed(`${platform.toLowerCase()}: ${reason}`),
  ),
  alarm('[', /^\[([^\]]+)\] Port (\d+) already in use/, ([, platform, port]) => portInUse(platform, port)),
  alarm('[', /^\[([^\]]+)\] .+ already in use(.*)Stop the other gateway/, ([, platform, pid]) =>
    tokenInUse(platform, pid),
  ),
];

function form(begins: string, pattern: RegExp, make: (match: RegExpExecArray) => LogFinding): LogForm {
  return {
    source: 'gateway',
    begins,
    isAlarm: false,
    read(message) {
      const match = pattern.exec(message);
      return match === null ? null : { finding: make(match) };
    },
  };
}

function alarm(begins: string, pattern: RegExp, make: (match: RegExpExecArray) => LogFinding): LogForm {
  return { ...form(begins, pattern, make), source: 'platform', isAlarm: true };
}

function running(platforms: string | undefined): LogFinding {
  return { kind: 'running', platforms: Number(platforms) };
}

function received(signal: string | undefined, as: Extract<LogFinding, { kind: 'signal' }>['as']): LogFinding {
  return { kind: 'signal', signal: signal ?? '', as };
}

function exiting(code: string | undefined, reason = ''): LogFinding {
  return { kind: 'exiting', code: Number(code), reason: printable(reason, MOST_REASON) };
}

function startFailed(reason = ''): LogFinding {
  return { kind: 'start-failed', reason: printable(reason, MOST_REASON) };
}

/** The label in brackets is the platform's name with capitals: `Telegram`, `Api_Server`. */
function tokenInUse(platform = '', rest = ''): LogFinding {
  const pid = /\(PID (\d+)\)/.exec(rest)?.[1];
  return { kind: 'token-in-use', platform: platform.toLowerCase(), pid: pid === undefined ? null : Number(pid) };
}

function portInUse(platform = '', port: string | undefined): LogFinding {
  return { kind: 'port-in-use', platform: platform.toLowerCase(), port: Number(port) };
}

/** Of all that a drain waits for, as gateway_state.json counts it: agents, and since 0.19 cron jobs and API runs. */
function sum(text = '', pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
}
