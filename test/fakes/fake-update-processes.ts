import type { UpdateProcesses, UpdateProcessSpec } from '../../main/app/ports/update-process';
import { type Result, success } from '../../main/core/result';
import type { UpdateProcessState } from '../../main/core/update-process';

export interface FakeUpdateProcesses extends UpdateProcesses {
  /** Those that were started. */
  readonly started: UpdateProcessSpec[];
  readonly stopped: string[];
  /** How a start goes. */
  startResult: Result<null>;
  /** What the process of this id and part says from now on. */
  say(key: string, state: UpdateProcessState): void;
  /** Whether somebody follows. */
  isFollowed(key: string): boolean;
}

/** `key`: `<id>/<part>`. */
export function createFakeUpdateProcesses(): FakeUpdateProcesses {
  const states = new Map<string, UpdateProcessState>();
  const listeners = new Map<string, Set<(state: UpdateProcessState) => void>>();
  const fake: FakeUpdateProcesses = {
    started: [],
    stopped: [],
    startResult: success(null),
    async start(spec) {
      const key = `${spec.id}/${spec.part}`;
      if (!fake.startResult.ok || states.has(key)) return fake.startResult;
      fake.started.push(spec);
      states.set(key, { kind: 'running', output: '', isQuiet: false });
      return success(null);
    },
    follow(id, part, listener) {
      const key = `${id}/${part}`;
      const all = listeners.get(key) ?? new Set();
      listeners.set(key, all.add(listener));
      queueMicrotask(() => {
        if (all.has(listener)) listener(states.get(key) ?? { kind: 'absent' });
      });
      return () => all.delete(listener);
    },
    async stop(id, part) {
      fake.stopped.push(`${id}/${part}`);
      return success(null);
    },
    say(key, state) {
      states.set(key, state);
      for (const listener of listeners.get(key) ?? []) listener(state);
    },
    isFollowed: (key) => (listeners.get(key)?.size ?? 0) > 0,
    close() {
      listeners.clear();
    },
  };
  return fake;
}
