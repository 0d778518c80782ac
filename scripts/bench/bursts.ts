import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFinding } from '../../main/core/log-finding';
import { logLine, turnEnded } from '../../test/fixtures/log-lines';

/** What there is much of: a day's work, of which a line in a hundred tells something; or such lines only. */
export type BurstKind = 'work' | 'retries' | 'tracebacks' | 'messages';

export interface Burst {
  /** Two files: what is written before the rotation, and after it. */
  readonly parts: readonly [string, string];
  /** How many of its entries tell something. Each has its number; the last line of all is one of them. */
  readonly telling: number;
}

/** One line of a day's work in so many is one that is looked for. */
const TELLING_EVERY = 100;
const SESSION = '20261123_195502_a8bd6edb';

export function writeBurstFiles(folder: string, kind: BurstKind, bytes: number): Burst {
  const parts = [join(folder, `${kind}.first`), join(folder, `${kind}.second`)] as const;
  const at = Date.now();
  let index = 0;
  let telling = 0;
  const next = () => {
    const isTelling = kind !== 'work' || index % TELLING_EVERY === 0;
    index += 1;
    if (!isTelling) return workLine(index, at);
    telling += 1;
    return TELLING[kind](telling - 1, at + index / 100);
  };
  for (const part of parts) {
    const file = openSync(part, 'w');
    for (let size = 0; size < bytes / 2; )
      size += writeSync(file, `${Array.from({ length: 1000 }, next).join('\n')}\n`);
    if (part === parts[1]) {
      // Nothing behind it goes unseen.
      writeSync(file, `${TELLING.work(telling, at)}\n`);
      telling += 1;
    }
    closeSync(file);
  }
  return { parts, telling };
}

/** Of an entry of a burst; null for any other. */
export function numberIn(finding: LogFinding): number | null {
  switch (finding.kind) {
    case 'turn-ended':
    case 'turn-started':
      return numberAtEnd(finding.chat);
    case 'provider-error':
    case 'exception':
      return numberAtEnd(finding.message);
    default:
      return null;
  }
}

export function numberAtEnd(text: string): number | null {
  const digits = /\d+$/.exec(text)?.[0];
  return digits === undefined ? null : Number(digits);
}

const TELLING: Readonly<Record<BurstKind, (number: number, at: number) => string>> = {
  work: (number, at) => turnEnded(`chat-${number}`, at),
  retries: (number, at) =>
    logLine(
      `Retrying API call in 2.2593613303302846s (attempt 1/2) thread=MainThread:140581091129024 policy=default error=Error code: 429 - {'error': {'message': 'Rate limit reached for requests, the organization is at number ${number}'}}`,
      { at, level: 'WARNING', session: SESSION, logger: 'agent.conversation_loop' },
    ),
  tracebacks: (number, at) =>
    [
      logLine('Agent error in session agent:main:telegram:dm:42', { at, level: 'ERROR' }),
      'Traceback (most recent call last):',
      '  File "/home/ada/.hermes/hermes-agent/gateway/run.py", line 1200, in _run_agent',
      '    result = await self._turn(session)',
      '  File "/home/ada/.hermes/hermes-agent/gateway/run.py", line 800, in _turn',
      '    raise OSError(28, "No space left on device")',
      `OSError: no space left for ${number}`,
    ].join('\n'),
  messages: (number, at) =>
    logLine(`inbound message: platform=telegram user=Ada Lovelace chat=${number} msg='Good morning, is it up?'`, {
      at,
    }),
};

function workLine(index: number, start: number): string {
  const at = start + index / 100;
  const parts = { at, session: SESSION };
  switch (index % 5) {
    case 0:
      return logLine(`API call #${index}: model=m provider=p in=${index} out=66 latency=1.2s cache=0/0 (0%)`, {
        ...parts,
        logger: 'agent.conversation_loop',
      });
    case 1:
      return logLine(`tool terminal completed (0.31s, ${index} chars)`, { ...parts, logger: 'agent.tool_executor' });
    case 2:
      return logLine(`[Telegram] Flushing text batch agent:main:telegram:dm:${index} (12 chars)`, {
        at,
        logger: 'gateway.platforms.telegram',
      });
    case 3:
      return logLine(
        `conversation turn: session=${SESSION} model=m provider=p platform=telegram history=${index} msg='Received SIGTERM — initiating shutdown, it said, and then nothing more'`,
        { ...parts, logger: 'agent.turn_context' },
      );
    default:
      return logLine(
        'OpenAI client closed (agent_close, shared=True, tcp_force_closed=0) thread=bg-review:140581091129024 provider=custom base_url=http://127.0.0.1:11434/v1 model=m',
        { ...parts, logger: 'run_agent' },
      );
  }
}
