import type { Clock } from '../../main/app/ports/clock';
import type { ControlSocket, SocketAnswer } from '../../main/app/ports/control-socket';
import { failure, type Result, success } from '../../main/core/result';

/** What whoever asks at a path meets there. */
export type SocketBehaviour =
  | { readonly kind: 'answers'; readonly pid: number | null }
  | { readonly kind: 'hangs' }
  | { readonly kind: 'speaks-garbage' }
  | { readonly kind: 'unreachable' };

export interface FakeControlSocket extends ControlSocket {
  /** Holds from now on, also for whoever waits there. */
  behave(path: string, behaviour: SocketBehaviour): void;
  /** Each path that was asked at, in order. */
  readonly asked: readonly string[];
}

const DEADLINE_MS = 2000;

export function createFakeControlSocket(clock: Clock): FakeControlSocket {
  const behaviours = new Map<string, SocketBehaviour>();
  const waiting = new Map<string, Set<(result: Result<SocketAnswer>) => void>>();
  const asked: string[] = [];

  function answerOf(path: string): Result<SocketAnswer> | null {
    const behaviour = behaviours.get(path) ?? { kind: 'unreachable' };
    switch (behaviour.kind) {
      case 'answers':
        return success({ pid: behaviour.pid });
      case 'hangs':
        return null;
      case 'speaks-garbage':
        return failure('garbage', `What answers at the control socket ${path} is no gateway: it said "HTTP/1.1 400"`);
      case 'unreachable':
        return failure('unreachable', `The control socket ${path} cannot be reached: connect ECONNREFUSED`);
    }
  }

  return {
    asked,
    behave(path, behaviour) {
      behaviours.set(path, behaviour);
      const answer = answerOf(path);
      if (answer === null) return;
      for (const resolve of waiting.get(path) ?? []) resolve(answer);
    },
    ask(path) {
      asked.push(path);
      const answer = answerOf(path);
      if (answer !== null) return Promise.resolve(answer);
      return new Promise((resolve) => {
        const here = waiting.get(path) ?? new Set();
        waiting.set(path, here);
        const settle = (result: Result<SocketAnswer>) => {
          cancelDeadline();
          here.delete(settle);
          resolve(result);
        };
        const cancelDeadline = clock.after(DEADLINE_MS, () =>
          settle(failure('timeout', `The control socket ${path} has not answered within 2 s`)),
        );
        here.add(settle);
      });
    },
  };
}
