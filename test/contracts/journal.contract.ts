import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Journal, JournalQuery } from '../../main/app/ports/journal';
import type { JournalEntry } from '../../main/core/journal-entry';

export interface JournalDriver {
  readonly journal: Journal;
  /** Runs a unit whose process writes these lines and exits with the status, to its end. Resolves with its InvocationID. */
  run(unit: string, lines: readonly string[], status: number): Promise<string>;
  /** Runs a unit whose process writes a line and then waits, and stops it. */
  stop(unit: string, line: string): Promise<string>;
  /** Of the processes it ran so far. */
  mainPids(): readonly number[];
  close(): Promise<void>;
}

export function journalContract(name: string, createDriver: () => Promise<JournalDriver>): void {
  describe(name, () => {
    let driver: JournalDriver;
    let unit: string;
    let count = 0;

    beforeEach(async () => {
      driver = await createDriver();
      count += 1;
      // One of an earlier test would still be in the journal.
      unit = `hermes-gateway-journal${process.pid}-${count}.service`;
    });
    afterEach(() => driver.close());

    async function read(query: Partial<JournalQuery> = {}): Promise<readonly JournalEntry[]> {
      const result = await driver.journal.read({
        unit,
        since: null,
        limit: 1000,
        mainPids: driver.mainPids(),
        ...query,
      });
      if (!result.ok) throw new Error(result.message);
      return result.value;
    }

    /** A journal takes what it is sent when it gets to it. */
    async function readOnceThere(runs: number, query: Partial<JournalQuery> = {}): Promise<readonly JournalEntry[]> {
      return vi.waitFor(async () => {
        const entries = await read(query);
        const isIn = (kind: string) => entries.filter(({ event }) => event?.kind === kind).length;
        expect(isIn('unit-failed') + isIn('unit-stopped')).toBe(runs);
        expect(entries.some(({ from }) => from === 'process')).toBe(true);
        return entries;
      }, 10_000);
    }

    it('tells of a run, from its start to its end, with what its process said', async () => {
      const before = Date.now();
      const invocationId = await driver.run(unit, ['first', 'second'], 3);
      const entries = await readOnceThere(1);
      expect(new Set(entries.map((entry) => entry.invocationId))).toEqual(new Set([invocationId]));
      const [said, told] = (['process', 'systemd'] as const).map((from) =>
        entries.filter((entry) => entry.from === from),
      );
      expect(said?.map(({ message }) => message)).toEqual(['first', 'second']);
      expect(told?.map(({ event }) => event)).toEqual([
        { kind: 'unit-started' },
        { kind: 'process-exited', code: 1, status: 3 },
        { kind: 'unit-failed', result: 'exit-code' },
      ]);
      for (const { at, pid, bootId } of entries) {
        expect(at).toBeGreaterThan(before - 1000);
        expect(at).toBeLessThan(Date.now() + 1000);
        expect(pid).toBeGreaterThan(0);
        expect(bootId).toMatch(/^[0-9a-f]{32}$/);
      }
    });

    it('tells that a job stopped it, before it tells that it is down', async () => {
      await driver.stop(unit, 'waiting');
      const events = (await readOnceThere(1)).flatMap(({ event }) => event ?? []);
      expect(events).toEqual([
        { kind: 'unit-started' },
        { kind: 'unit-stopping' },
        { kind: 'unit-stopped', job: 'stop' },
      ]);
    });

    it('tells of all its runs, or of those since a moment, or of the latest entries', async () => {
      await driver.run(unit, ['one'], 1);
      const ofFirst = await readOnceThere(1);
      const between = Math.max(...ofFirst.map(({ at }) => at)) + 0.001;
      const second = await driver.run(unit, ['two'], 1);
      const all = await readOnceThere(2);
      expect(all.slice(0, ofFirst.length)).toEqual(ofFirst);
      const ofSecond = all.slice(ofFirst.length);
      expect(new Set(ofSecond.map(({ invocationId }) => invocationId))).toEqual(new Set([second]));
      expect(await read({ since: between })).toEqual(ofSecond);
      expect(await read({ limit: 2 })).toEqual(all.slice(-2));
      expect(await read({ since: between, limit: 1 })).toEqual(all.slice(-1));
    });

    it('tells nothing of another unit', async () => {
      await driver.run(unit, ['mine'], 1);
      await readOnceThere(1);
      expect(await read({ unit: `other-${unit}`, mainPids: [] })).toEqual([]);
    });
  });
}
