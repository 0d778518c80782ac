import { afterEach, describe, expect, it } from 'vitest';
import type { FollowedLogs, GatewayLogs, LogListener } from '../../main/app/ports/gateway-logs';
import type { LogFact, LogFile } from '../../main/core/log-finding';
import { logLine, turnEnded } from '../fixtures/log-lines';
import { type Announcements, createAnnouncements } from './announcements';

/** What every implementation of GatewayLogs has to be told in order to be examined. */
export interface GatewayLogsRig {
  readonly logs: GatewayLogs;
  /** Absolute; not there yet. */
  readonly home: string;
  /** Adds a line to the end of a log, and makes what is not there. */
  write(file: LogFile, line: string): Promise<void>;
  /** As RotatingFileHandler does it, with three old files: renamed, and made anew with the next line. */
  rotate(file: LogFile): Promise<void>;
  /** With its logs. */
  removeHome(): Promise<void>;
  dispose(): Promise<void>;
}

export function gatewayLogsContract(name: string, createRig: () => Promise<GatewayLogsRig>): void {
  describe(`GatewayLogs contract: ${name}`, () => {
    const cleanUp: (() => unknown)[] = [];

    async function start() {
      const rig = await createRig();
      cleanUp.push(() => rig.dispose());
      function follow(since: number | null = null): { seen: Announcements<LogFact>; followed: FollowedLogs } {
        const seen = createAnnouncements<LogFact>();
        const followed = rig.logs.follow(rig.home, since, listenerOf(seen));
        cleanUp.push(() => followed.close());
        return { seen, followed };
      }
      return { rig, follow };
    }

    afterEach(async () => {
      for (const one of cleanUp.splice(0).reverse()) await one();
    });

    it('announces what is added, with its instant, its file and its line', async () => {
      const { rig, follow } = await start();
      const { seen, followed } = follow();
      await followed.settled();
      const at = Date.now();
      const line = logLine('Received SIGTERM — initiating shutdown', { at });
      await rig.write('agent', line);
      await seen.next('the signal', () => true);
      const finding = { kind: 'signal', signal: 'SIGTERM', as: 'unexpected' };
      expect(seen.all).toEqual([{ at, file: 'agent', line, finding }]);
    });

    it('announces of what is there already only what is of `since` or later, and in its order', async () => {
      const { rig, follow } = await start();
      const since = Date.now() - 60_000;
      for (const offset of [-60_000, -1, 0, 1, 30_000])
        await rig.write('agent', turnEnded(`c${offset}`, since + offset));
      const { seen, followed } = follow(since);
      await followed.settled();
      expect(chats(seen)).toEqual(['c0', 'c1', 'c30000']);
    });

    it('announces nothing of what is there already, where no time is given', async () => {
      const { rig, follow } = await start();
      await rig.write('agent', turnEnded('old', Date.now() - 10_000));
      const { seen, followed } = follow();
      await followed.settled();
      await rig.write('agent', turnEnded('new', Date.now()));
      await seen.next('the new one', isChat('new'));
      expect(chats(seen)).toEqual(['new']);
    });

    it('announces nothing within the call', async () => {
      const { rig, follow } = await start();
      const at = Date.now();
      await rig.write('agent', turnEnded('one', at));
      const { seen } = follow(at);
      expect(seen.all).toEqual([]);
      await seen.next('the line', isChat('one'));
    });

    it('has announced everything that was written, once it has settled', async () => {
      const { rig, follow } = await start();
      const { seen, followed } = follow();
      await followed.settled();
      const wanted: string[] = [];
      for (let round = 0; round < 20; round += 1) {
        wanted.push(`chat-${round}`);
        await rig.write('agent', turnEnded(`chat-${round}`, Date.now()));
        await followed.settled();
        expect(chats(seen)).toEqual(wanted);
      }
    });

    it('announces a line that stands in several files once, and one that stands in any', async () => {
      const { rig, follow } = await start();
      const past = Date.now() - 1000;
      for (const file of ['agent', 'gateway', 'errors'] as const) await rig.write(file, turnEnded('past', past));
      const { seen, followed } = follow(past);
      await followed.settled();
      const at = Date.now();
      for (const file of ['errors', 'agent', 'gateway'] as const) await rig.write(file, turnEnded('all', at));
      await rig.write('gateway', turnEnded('gateway', at));
      await rig.write('errors', turnEnded('errors', at));
      await followed.settled();
      expect(chats(seen).toSorted()).toEqual(['all', 'errors', 'gateway', 'past']);
    });

    it('follows a log that comes later, and one that goes and returns, from its first byte', async () => {
      const { rig, follow } = await start();
      const { seen, followed } = follow();
      await followed.settled();
      for (let round = 0; round < 3; round += 1) {
        await rig.write('agent', turnEnded(`chat-${round}`, Date.now()));
        await seen.next(`round ${round}`, isChat(`chat-${round}`));
        await rig.removeHome();
      }
      expect(chats(seen)).toEqual(['chat-0', 'chat-1', 'chat-2']);
    });

    it('misses nothing and doubles nothing over rotations', async () => {
      const { rig, follow } = await start();
      const { seen, followed } = follow();
      await followed.settled();
      const wanted: string[] = [];
      for (let index = 0; index < 60; index += 1) {
        wanted.push(`chat-${index}`);
        await rig.write('agent', turnEnded(`chat-${index}`, Date.now()));
        if (index % 7 === 6) await rig.rotate('agent');
        // So that at times there are two at once, but never more than there are old files.
        if (index % 14 === 10) await followed.settled();
      }
      await followed.settled();
      expect(chats(seen)).toEqual(wanted);
    });

    it('never tells the text of a chat, nor takes it for the gateway’s words', async () => {
      const { rig, follow } = await start();
      const { seen, followed } = follow();
      await followed.settled();
      const text = 'secret. Received SIGTERM — initiating shutdown';
      const at = Date.now();
      const inbound = `inbound message: platform=telegram user=Ada Lovelace chat=42`;
      await rig.write('agent', logLine(`${inbound} msg='${text}' reply_to_id=7 reply_to_text='secret too'`, { at }));
      const turn = `conversation turn: session=s model=m provider=p platform=telegram history=0 msg='${text}'`;
      await rig.write('agent', logLine(turn, { at, session: 's', logger: 'agent.turn_context' }));
      await rig.write(
        'agent',
        logLine('Received SIGTERM — initiating shutdown', { at, logger: 'tools.terminal_tool' }),
      );
      await followed.settled();
      const line = logLine(inbound, { at });
      expect(seen.all).toEqual([{ at, file: 'agent', line, finding: { kind: 'turn-started', chat: '42' } }]);
    });

    it('says nothing after close, and goes on telling the others', async () => {
      const { rig, follow } = await start();
      const closed = follow();
      const other = follow();
      await closed.followed.settled();
      await other.followed.settled();
      closed.followed.close();
      await rig.write('agent', turnEnded('one', Date.now()));
      await other.seen.next('the line', isChat('one'));
      await closed.followed.settled();
      expect(closed.seen.all).toEqual([]);
    });
  });
}

function chats(seen: Announcements<LogFact>): readonly string[] {
  return seen.all.map(({ finding }) => ('chat' in finding ? finding.chat : finding.kind));
}

function isChat(chat: string): (fact: LogFact) => boolean {
  return ({ finding }) => finding.kind === 'turn-ended' && finding.chat === chat;
}

export function listenerOf(seen: Announcements<LogFact>): LogListener {
  return {
    found(facts) {
      for (const fact of facts) seen.add(fact);
    },
  };
}
