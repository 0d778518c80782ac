import type { ControlSocket, SocketAnswer } from '../../main/app/ports/control-socket';
import { failure, type Result, success } from '../../main/core/result';

export interface FakeControlSocket extends ControlSocket {
  /** Who answers at a path: a process; null for one that does not know the question. */
  answers(path: string, pid: number | null): void;
  /** Somebody who is no gateway answers there. */
  talksNonsense(path: string): void;
  /** Somebody listens there, and says nothing: each question is kept until it times out. */
  hangs(path: string): void;
  /** The 2 s of all that were asked in vain are over. */
  timeOut(): void;
  /** Every path that was asked, in order. */
  readonly asked: readonly string[];
}

type Listener = { readonly kind: 'answers'; readonly pid: number | null } | { readonly kind: 'nonsense' | 'hangs' };

export function createFakeControlSocket(): FakeControlSocket {
  const listeners = new Map<string, Listener>();
  const asked: string[] = [];
  let waiting: (() => void)[] = [];
  return {
    asked,
    ask(path): Promise<Result<SocketAnswer>> {
      asked.push(path);
      const listener = listeners.get(path);
      if (listener === undefined) {
        return Promise.resolve(failure('unreachable', `The control socket ${path} cannot be reached`));
      }
      if (listener.kind === 'answers') return Promise.resolve(success({ pid: listener.pid }));
      if (listener.kind === 'nonsense') {
        return Promise.resolve(failure('garbage', `What answers at the control socket ${path} is no gateway`));
      }
      return new Promise((resolve) => {
        waiting.push(() => resolve(failure('timeout', `The control socket ${path} has not answered within 2 s`)));
      });
    },
    answers: (path, pid) => void listeners.set(path, { kind: 'answers', pid }),
    talksNonsense: (path) => void listeners.set(path, { kind: 'nonsense' }),
    hangs: (path) => void listeners.set(path, { kind: 'hangs' }),
    timeOut() {
      const due = waiting;
      waiting = [];
      for (const one of due) one();
    },
  };
}
