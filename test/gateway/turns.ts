/** Running agent turns, with the log lines that begin and end one. */
import { randomBytes } from 'node:crypto';
import type { GatewayLogs } from './logs';
import type { Cancel, GatewayLoop } from './loop';
import { compactTimestamp } from './time';

export interface Turn {
  /** `20261123_195502_a8bd6edb` */
  readonly session: string;
  /** `webhook:t1:1795463483184` */
  readonly chat: string;
  readonly platform: string;
  readonly startedAt: number;
}

/** Cron jobs and runs of the API go past the gateway's own handling of messages, and its lines about that. */
function hasChat({ platform }: Pick<Turn, 'platform'>): boolean {
  return platform !== 'cron' && platform !== 'api_server';
}

export interface TurnRequest {
  readonly seconds: number;
  readonly platform?: string | undefined;
  readonly message?: string | undefined;
}

export class Turns {
  readonly #running = new Map<Turn, Cancel>();
  readonly #listeners = new Set<() => void>();
  /** False while draining: new messages are refused (§5.4). */
  accepting = false;
  #interrupted = false;

  constructor(
    readonly loop: GatewayLoop,
    readonly logs: GatewayLogs,
  ) {}

  get count(): number {
    return this.#running.size;
  }

  get all(): readonly Turn[] {
    return [...this.#running.keys()];
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Returns undefined when new work is refused. */
  start({ seconds, platform = 'webhook', message = 'say hi hello' }: TurnRequest): Turn | undefined {
    if (!this.accepting) return undefined;
    const turn: Turn = {
      session: `${compactTimestamp()}_${randomBytes(4).toString('hex')}`,
      chat: `${platform}:t1:${Date.now()}`,
      platform,
      startedAt: this.loop.elapsed(),
    };
    if (hasChat(turn)) {
      this.logs.info(`inbound message: platform=${platform} user=t1 chat=${turn.chat} msg='${message}'`);
    }
    this.logs.write({
      level: 'INFO',
      logger: 'agent.turn_context',
      session: turn.session,
      message: `conversation turn: session=${turn.session} model=stub-model provider=custom platform=${platform} history=0 msg='${message}'`,
    });
    this.#running.set(
      turn,
      this.loop.after(seconds, () => this.finish(turn)),
    );
    this.#announce();
    return turn;
  }

  /** Ends a turn with its answer. */
  finish(turn: Turn): void {
    if (!this.#end(turn)) return;
    if (!this.#interrupted) this.#logAnswer(turn);
    this.#announce();
  }

  #logAnswer({ session, chat, platform, startedAt }: Turn): void {
    const took = (this.loop.elapsed() - startedAt).toFixed(1);
    const ofLoop = { level: 'INFO', logger: 'agent.conversation_loop', session } as const;
    this.logs.write({
      ...ofLoop,
      message: `API call #1: model=stub-model provider=custom in=1095 out=17 total=1112 latency=${took}s`,
    });
    this.logs.write({
      ...ofLoop,
      message: `Turn ended: reason=text_response(finish_reason=stop) model=stub-model api_calls=1/90 budget=1/90 tool_turns=0 last_msg_role=assistant response_len=66 session=${session}`,
    });
    if (hasChat({ platform })) {
      this.logs.info(`response ready: platform=${platform} chat=${chat} time=${took}s api_calls=1 response=66 chars`);
    }
  }

  /** Interrupts all; each goes on for `seconds` before it is really over. */
  interrupt(seconds: number): void {
    this.#interrupted = true;
    for (const [turn, cancel] of this.#running) {
      cancel();
      this.#running.set(
        turn,
        this.loop.after(seconds, () => this.finish(turn)),
      );
    }
  }

  /** Resolves true once none runs, false after `seconds`. */
  idleWithin(seconds: number): Promise<boolean> {
    if (this.count === 0) return Promise.resolve(true);
    if (seconds <= 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (idle: boolean) => {
        cancel();
        stopListening();
        resolve(idle);
      };
      const cancel = this.loop.after(seconds, () => settle(this.count === 0));
      const stopListening = this.onChange(() => {
        if (this.count === 0) settle(true);
      });
    });
  }

  #end(turn: Turn): boolean {
    this.#running.get(turn)?.();
    return this.#running.delete(turn);
  }

  #announce(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
