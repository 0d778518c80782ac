import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlSocket } from '../../main/app/ports/control-socket';
import type { FakeClock } from '../fakes/fake-clock';

/** Who is at a path. */
export type Listener =
  | { readonly kind: 'gateway'; readonly pid: number }
  /** A gateway that does not know the question. */
  | { readonly kind: 'other-protocol' }
  /** It takes the connection and says nothing; `answer` ends that. */
  | { readonly kind: 'frozen-gateway'; readonly pid: number }
  | { readonly kind: 'stranger' }
  /** The file of a socket at which nobody listens. */
  | { readonly kind: 'dead' }
  | { readonly kind: 'missing' };

export interface ControlSocketRig {
  readonly controlSocket: ControlSocket;
  /** The time that the deadline runs on. */
  readonly clock: FakeClock;
  /** Returns the path. */
  put(listener: Listener): Promise<string>;
  /** Ends when the one at the path was asked. */
  whenAsked(path: string): Promise<unknown>;
  /** A frozen gateway answers whoever has asked. */
  thaw(path: string): void;
  dispose(): Promise<void>;
}

const PID = 4711;

export function controlSocketContract(name: string, createRig: () => Promise<ControlSocketRig>): void {
  describe(`ControlSocket contract: ${name}`, () => {
    let rig: ControlSocketRig;
    beforeEach(async () => {
      rig = await createRig();
    });
    afterEach(() => rig.dispose());

    it('names the process that answers', async () => {
      const path = await rig.put({ kind: 'gateway', pid: PID });
      expect(await rig.controlSocket.ask(path)).toEqual({ ok: true, value: { pid: PID } });
      expect(rig.clock.pending()).toBe(0);
    });

    it('takes the answer that a question is unknown for an answer', async () => {
      const path = await rig.put({ kind: 'other-protocol' });
      expect(await rig.controlSocket.ask(path)).toEqual({ ok: true, value: { pid: null } });
    });

    it('waits two seconds for a gateway that hangs', async () => {
      const path = await rig.put({ kind: 'frozen-gateway', pid: PID });
      const answer = rig.controlSocket.ask(path);
      await rig.whenAsked(path);
      rig.clock.advance(1999);
      expect(rig.clock.pending()).toBe(1);
      rig.clock.advance(1);
      expect(await answer).toMatchObject({ ok: false, reason: 'timeout', message: expect.stringContaining(path) });
      expect(rig.clock.pending()).toBe(0);
    });

    it('takes an answer that comes within them', async () => {
      const path = await rig.put({ kind: 'frozen-gateway', pid: PID });
      const answer = rig.controlSocket.ask(path);
      await rig.whenAsked(path);
      rig.clock.advance(1000);
      rig.thaw(path);
      expect(await answer).toEqual({ ok: true, value: { pid: PID } });
      expect(rig.clock.pending()).toBe(0);
    });

    it.each([
      ['garbage', { kind: 'stranger' }],
      ['unreachable', { kind: 'dead' }],
      ['unreachable', { kind: 'missing' }],
    ] as const)('says %s of one that is %o', async (reason, listener) => {
      const path = await rig.put(listener);
      expect(await rig.controlSocket.ask(path)).toMatchObject({
        ok: false,
        reason,
        message: expect.stringContaining(path),
      });
      expect(rig.clock.pending()).toBe(0);
    });

    it('asks several at once, each for itself', async () => {
      const paths = await Promise.all([
        rig.put({ kind: 'gateway', pid: 1 }),
        rig.put({ kind: 'gateway', pid: 2 }),
        rig.put({ kind: 'missing' }),
      ]);
      const answers = await Promise.all(paths.map((path) => rig.controlSocket.ask(path)));
      expect(answers).toMatchObject([
        { value: { pid: 1 } },
        { value: { pid: 2 } },
        { ok: false, reason: 'unreachable' },
      ]);
    });
  });
}
