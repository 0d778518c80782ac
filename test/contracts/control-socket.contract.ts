import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlSocket } from '../../main/app/ports/control-socket';

export interface ControlSocketDriver {
  readonly socket: ControlSocket;
  /** A path at which nobody listens. */
  readonly emptyPath: string;
  /** Each gives a path of its own. */
  answering(pid: number | null): Promise<string>;
  talkingNonsense(): Promise<string>;
  hanging(): Promise<string>;
  /** Lets the deadline of what was asked so far pass, once all of it has been asked. */
  passDeadline(): Promise<void>;
  close(): Promise<void>;
}

export function controlSocketContract(name: string, createDriver: () => Promise<ControlSocketDriver>): void {
  describe(name, () => {
    let driver: ControlSocketDriver;
    beforeEach(async () => {
      driver = await createDriver();
    });
    afterEach(() => driver.close());

    it('tells which process answers', async () => {
      expect(await driver.socket.ask(await driver.answering(4711))).toEqual({ ok: true, value: { pid: 4711 } });
    });

    it('takes an answer that does not know the question for life, too', async () => {
      expect(await driver.socket.ask(await driver.answering(null))).toEqual({ ok: true, value: { pid: null } });
    });

    it('says that nobody listens', async () => {
      const answer = await driver.socket.ask(driver.emptyPath);
      expect(answer).toMatchObject({ ok: false, reason: 'unreachable' });
      expect(answer.ok ? '' : answer.message).toContain(driver.emptyPath);
    });

    it('says that who answers is no gateway', async () => {
      expect(await driver.socket.ask(await driver.talkingNonsense())).toMatchObject({ ok: false, reason: 'garbage' });
    });

    it('waits for no one longer than its deadline', async () => {
      const path = await driver.hanging();
      const answers = Promise.all([driver.socket.ask(path), driver.socket.ask(path)]);
      await driver.passDeadline();
      for (const answer of await answers) expect(answer).toMatchObject({ ok: false, reason: 'timeout' });
    });
  });
}
