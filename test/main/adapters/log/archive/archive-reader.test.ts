import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFileHandle } from '../../../../../main/adapters/log/archive/log-file-handle';
import { type LogFilter, type LogRow, NO_FILTER } from '../../../../../main/core/log-view';
import { createRandom } from '../../../../chaos/rounds';
import { logLine } from '../../../../fixtures/log-lines';
import { type ArchiveRig, createArchiveRig, naiveEntries, type WatchedReader } from './rig';

const AT = new Date(2026, 10, 23, 19, 49, 9, 523).getTime();

let rig: ArchiveRig;
beforeEach(() => {
  rig = createArchiveRig();
});
afterEach(() => rig.dispose());

const line = (message: string, at = AT, level = 'INFO') => `${logLine(message, { at, level })}\n`;
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => line(`number ${from + index}`, AT + (from + index) * 1000)).join('');
const messages = (rows: readonly LogRow[]) => rows.map(({ message }) => message);
const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `number ${from + index}`);
const filter = (change: Partial<LogFilter>): LogFilter => ({ ...NO_FILTER, ...change });

/** Rows as entries of lines, to be compared with what a naive reader finds. */
function entriesOf({ reader }: WatchedReader, rows: readonly LogRow[]): readonly (readonly string[])[] {
  return rows.map(({ entry }) => reader.unfold(entry).lines);
}

describe('an archive', () => {
  it('shows the newest at once, then all with the backups, oldest first', async () => {
    rig.append(lines(0, 5000));
    rig.rotate();
    rig.append(lines(5000, 9000));
    const open = rig.open();
    const opening = await open.reader.opened();
    expect(opening.page.rows.at(-1)?.message).toBe('number 8999');
    const rows = await open.until((_, { isComplete }) => isComplete);
    expect(messages(rows)).toEqual(numbers(0, 9000));
  });

  it('takes a head apart, and counts the lines of a traceback', async () => {
    rig.append(`${logLine('went wrong', { at: AT, level: 'ERROR', session: 'ab:c', logger: 'agent.loop' })}\n`);
    rig.append('Traceback (most recent call last):\n  File "x.py", line 1\nValueError: no\n');
    const [row] = await rig.open().until((rows) => rows.length === 1);
    expect(row).toEqual({
      entry: -1,
      time: '2026-11-23 19:49:09,523',
      level: 'ERROR',
      session: 'ab:c',
      logger: 'agent.loop',
      message: 'went wrong',
      more: 3,
      bytes: readFileSync(rig.path).length,
      isCut: false,
    });
  });

  it('follows: the number of a row never changes', async () => {
    rig.append(lines(0, 10));
    const open = rig.open();
    const before = await open.until((rows) => rows.length === 10);
    rig.append(lines(10, 20));
    const after = await open.until((rows) => rows.length === 20);
    expect(after.slice(0, 10)).toEqual(before);
    expect(messages(after)).toEqual(numbers(0, 20));
    expect(open.extent()).toMatchObject({ first: -10, end: 10 });
  });

  it('gives the last entry the lines that come later, and says that it changed', async () => {
    rig.append(lines(0, 3));
    const open = rig.open();
    await open.until((rows) => rows.length === 3);
    rig.append('  a line of its own\n');
    const rows = await open.until((all) => all.at(-1)?.more === 1);
    expect(rows).toHaveLength(3);
    expect(open.extent()?.changedFrom).toBeLessThanOrEqual(-1);
  });

  it('waits with a torn head until it can be read', async () => {
    const head = line('torn');
    rig.append(lines(0, 1) + head.slice(0, 28));
    const open = rig.open();
    expect(messages(await open.until((rows) => rows.length === 1))).toEqual(numbers(0, 1));
    rig.append(head.slice(28));
    expect(messages(await open.until((rows) => rows.length === 2))).toEqual(['number 0', 'torn']);
  });

  it('keeps every row in its place when the log is rotated under it', async () => {
    rig.append(lines(0, 100));
    const open = rig.open();
    const before = await open.until((rows) => rows.length === 100);
    for (let round = 1; round <= 5; round += 1) {
      rig.append(lines(round * 100, round * 100 + 50));
      rig.rotate();
      rig.append(lines(round * 100 + 50, round * 100 + 100));
      const rows = await open.until((all) => all.length === round * 100 + 100);
      // The first files are deleted by now: what is shown stays.
      expect(messages(rows)).toEqual(numbers(0, round * 100 + 100));
      expect(rows.slice(0, 100)).toEqual(before);
    }
  });

  it('shows two rotations that come at once', async () => {
    rig.append(lines(0, 3));
    const open = rig.open();
    await open.until((rows) => rows.length === 3);
    rig.rotate();
    rig.append(lines(3, 6));
    rig.rotate();
    rig.append(lines(6, 9));
    expect(messages(await open.until((rows) => rows.length === 9))).toEqual(numbers(0, 9));
  });

  it('begins anew when the log is truncated, with the copy that logrotate made of it', async () => {
    rig.append(lines(0, 10));
    const open = rig.open();
    await open.until((rows) => rows.length === 10);
    const { revision } = open.extent() ?? { revision: 0 };
    copyFileSync(rig.path, `${rig.path}.1`);
    truncateSync(rig.path);
    rig.append(lines(10, 12));
    expect(messages(await open.until((rows) => rows.length === 12))).toEqual(numbers(0, 12));
    expect(open.extent()?.revision).toBeGreaterThan(revision);
    expect(open.reader.read(revision, -10, 10).rows).toEqual([]);
  });

  it('waits for a log that is not there, or may not be read', async () => {
    const open = rig.open();
    await open.until((_, { problem }) => problem?.kind === 'missing');
    mkdirSync(rig.path, { recursive: true });
    await open.until((_, { problem }) => problem?.kind === 'not-a-file');
    rmSync(rig.path, { recursive: true });
    rig.append(lines(0, 2));
    expect(messages(await open.until((rows, { problem }) => rows.length === 2 && problem === null))).toEqual(
      numbers(0, 2),
    );
  });

  it.skipIf(process.getuid?.() === 0)('says that it may not read', async () => {
    rig.append(lines(0, 2));
    chmodSync(rig.path, 0);
    const open = rig.open();
    await open.until((_, { problem }) => problem?.kind === 'no-permission');
    chmodSync(rig.path, 0o600);
    await open.until((rows) => rows.length === 2);
  });

  it('goes on when the whole folder is exchanged', async () => {
    rig.append(lines(0, 2));
    const open = rig.open();
    await open.until((rows) => rows.length === 2);
    renameSync(rig.folder, `${rig.folder}.old`);
    rig.append(lines(2, 4));
    expect(messages(await open.until((rows) => rows.length === 4))).toEqual(numbers(0, 4));
  });

  it('cuts a line of 10 MB, and gives it whole when it is copied', async () => {
    const long = line(`long ${'x'.repeat(10 * 1024 * 1024)} end`);
    rig.append(lines(0, 2) + long + lines(2, 4));
    const open = rig.open();
    const rows = await open.until((all) => all.length === 5);
    expect(rows[2]).toMatchObject({ isCut: true, more: 0, bytes: long.length });
    expect(rows[2]?.message.length).toBeLessThanOrEqual(4096);
    const { revision, first } = open.extent() ?? { revision: 0, first: 0 };
    expect(open.reader.text(revision, first + 2, first + 3)).toEqual({ text: long, entries: 1, isWhole: true });
    const found = await open.reader.filter(filter({ text: 'x end' }));
    expect(found.page.rows.map(({ bytes }) => bytes)).toEqual([long.length]);
  });

  it('takes no more than 16 MB into a copy, and says so', async () => {
    rig.append(line('x'.repeat(9 * 1024 * 1024)) + line('y'.repeat(9 * 1024 * 1024)));
    const open = rig.open();
    await open.until((rows) => rows.length === 2);
    const { revision, first, end } = open.extent() ?? { revision: 0, first: 0, end: 0 };
    expect(open.reader.text(revision, first, end)).toMatchObject({ entries: 1, isWhole: false });
  });

  it('shows bytes that are no UTF-8 as such, and what has no head as text', async () => {
    rig.append(Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x0a]));
    const [row] = await rig.open().until((rows) => rows.length === 1);
    expect(row).toMatchObject({ time: null, level: null, message: 'a��b' });
  });

  it('splits what would be an entry without an end', async () => {
    rig.append(`${'no head here\n'.repeat(60_000)}`);
    const open = rig.open();
    const rows = await open.until((_, { isComplete }) => isComplete);
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(60_000 * 13);
  });

  it('finds a moment', async () => {
    rig.append(lines(0, 5000));
    const open = rig.open();
    await open.reader.opened();
    const at = async (moment: number) => {
      const row = await open.reader.find(moment);
      return row === null ? null : open.reader.read(1, row, 1).rows[0]?.message;
    };
    expect(await at(AT + 1234 * 1000)).toBe('number 1234');
    expect(await at(AT + 1234 * 1000 + 1)).toBe('number 1235');
    expect(await at(0)).toBe('number 0');
    expect(await at(AT + 1e9)).toBe('number 4999');
    await open.reader.filter(filter({ text: 'nothing like it' }));
    expect(await open.reader.find(AT)).toBeNull();
  });

  it.each([-7, 5.75])('finds a moment in a log of another time zone (%d h away)', async (hours) => {
    const now = Date.now();
    const written = (at: number) => `${logLine(`at ${at}`, { at: at + hours * 3_600_000 })}\n`;
    const at = async (moment: number) => {
      const row = await open.reader.find(moment);
      return row === null ? null : open.reader.read(1, row, 1).rows[0]?.message;
    };
    for (const ago of [90_000, 80_000, 70_000]) rig.append(written(now - ago));
    // Rotated away, which leaves the time of its last line.
    utimesSync(rig.path, new Date(), new Date(now - 70_000));
    rig.rotate();
    const open = rig.open();
    await open.until(({ length }) => length === 3);
    expect(await at(now - 80_000)).toBe(`at ${now - 80_000}`);
    rig.append(written(now - 1000) + written(now));
    await open.until(({ length }) => length === 5);
    expect(await at(now - 75_000)).toBe(`at ${now - 70_000}`);
    expect(await at(now - 500)).toBe(`at ${now}`);
  });
});

describe('a filter', () => {
  const write = () => {
    const entry = (message: string, level: string, session?: string, logger?: string) =>
      `${logLine(message, { at: AT, level, ...(session === undefined ? {} : { session }), ...(logger === undefined ? {} : { logger }) })}\n`;
    rig.append(entry('Alpha straße', 'INFO', 's1'));
    rig.append(entry('beta', 'WARNING', 's2', 'agent.loop'));
    rig.append(
      `${entry('gamma', 'ERROR', undefined, 'agent.loop')}Traceback (most recent call last):\nValueError: ÄRGER\n`,
    );
    rig.append(entry('delta [s1] agent.loop: x', 'DEBUG'));
    rig.append(entry('own level', 'NOTICE'));
  };

  it.each<[string, Partial<LogFilter>, string[]]>([
    ['a level', { levels: ['ERROR'] }, ['gamma']],
    ['levels', { levels: ['INFO', 'WARNING'] }, ['Alpha straße', 'beta']],
    ['a text in small letters', { text: 'alpha' }, ['Alpha straße']],
    ['a text with a capital letter', { text: 'BETA' }, []],
    ['a text in a later line', { text: 'ärger' }, ['gamma']],
    ['a text that would be a pattern', { text: '.*' }, []],
    ['a session', { session: 's1' }, ['Alpha straße']],
    ['the beginning of a session only', { session: 's' }, []],
    ['a logger', { logger: 'agent.loop' }, ['beta', 'gamma']],
    ['all of it', { levels: ['WARNING'], text: 'et', session: 's2', logger: 'agent.loop' }, ['beta']],
    ['nothing', {}, ['Alpha straße', 'beta', 'gamma', 'delta [s1] agent.loop: x', 'own level']],
  ])('by %s', async (_by, change, expected) => {
    write();
    const open = rig.open();
    const { page } = await open.reader.filter(filter(change));
    expect(messages(page.rows)).toEqual(expected);
  });

  it('holds for what comes later, and for an entry that comes to match by a later line', async () => {
    rig.append(line('one') + line('two'));
    const open = rig.open(filter({ text: 'needle' }));
    await open.until((rows) => rows.length === 0);
    rig.append('the needle\n');
    expect(messages(await open.until((rows) => rows.length === 1))).toEqual(['two']);
    rig.append(`another needle\n${line('three')}${line('needle')}`);
    expect(messages(await open.until((rows) => rows.length === 2))).toEqual(['two', 'needle']);
  });

  it('gives its newest matches first, and their numbers stay', async () => {
    rig.append(lines(0, 60_000));
    const open = rig.open();
    await open.until((_, { isComplete }) => isComplete);
    const { page, extent } = await open.reader.filter(filter({ text: 'number' }));
    expect(page.rows.at(-1)?.message).toBe('number 59999');
    expect(extent.isComplete).toBe(false);
    const rows = await open.until((_, { isComplete, revision }) => isComplete && revision === extent.revision);
    expect(messages(rows)).toEqual(numbers(0, 60_000));
    expect(open.reader.read(extent.revision, page.from, 3).rows).toEqual(page.rows.slice(0, 3));
  });

  it('gives up one that was asked for before', async () => {
    rig.append(lines(0, 60_000));
    const open = rig.open();
    const [, last] = await Promise.all([
      open.reader.filter(filter({ text: 'no such thing' })),
      open.reader.filter(filter({ text: 'number 59999' })),
    ]);
    expect(messages(last.page.rows)).toEqual(['number 59999']);
  });
});

describe('compared with a naive reader', () => {
  it.each([1, 2, 3, 4, 5, 6])('finds the same whatever happens to the log (%i)', async (seed) => {
    const random = createRandom(seed);
    const below = (most: number) => Math.floor(random() * most);
    let written = 0;
    const write = () => {
      written += 1;
      const body = line(
        `n${written} ${'é⚕x '.repeat(below(200))}`,
        AT + written,
        ['INFO', 'ERROR', 'DEBUG'][below(3)] ?? 'INFO',
      );
      const more = below(4) === 0 ? 'Traceback (most recent call last):\n  File "ü.py"\nE: x\n' : '';
      rig.append(body + more);
    };
    for (let count = below(3000); count > 0; count -= 1) write();
    const open = rig.open();
    await open.reader.opened();
    // Nothing is rotated away: what is deleted stays in view, and is not in the naive reader's files.
    let rotations = 0;
    for (let step = 0; step < 60; step += 1) {
      const what = below(10);
      if (what < 7) for (let count = below(50); count > 0; count -= 1) write();
      else if (what < 9) {
        rotations += 1;
        rig.rotate(rotations + 3);
      } else {
        truncateSync(rig.path);
        write();
      }
      if (below(3) === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    write();
    const expected = naiveEntries(rig.path);
    const rows = await open.until(
      (all, { isComplete }) =>
        isComplete && all.length === expected.length && all.at(-1)?.message.startsWith(`n${written} `) === true,
    );
    expect(entriesOf(open, rows)).toEqual(expected);
    for (const wanted of [
      filter({ text: 'é⚕X '.toLowerCase() }),
      filter({ levels: ['ERROR'] }),
      filter({ text: `n${written}` }),
    ]) {
      const { extent } = await open.reader.filter(wanted);
      const found = await open.until((_, { isComplete, revision }) => isComplete && revision === extent.revision);
      expect(found.map(({ message }) => message)).toEqual(
        rows.filter((row) => naivelyFits(row, expected[rows.indexOf(row)] ?? [], wanted)).map(({ message }) => message),
      );
    }
  });
});

describe('a bad day', () => {
  const { read } = LogFileHandle.prototype;
  afterEach(() => {
    LogFileHandle.prototype.read = read;
  });

  /** As a disk with a bad sector, in the older half of a log. */
  function breakDisk(): void {
    LogFileHandle.prototype.read = function (into, at, length) {
      if (at < 2_000_000) throw new Error('EIO: i/o error, read');
      return read.call(this, into, at, length);
    };
  }

  it('of the disk is told to whoever asks, and waits for nobody', async () => {
    rig.append(lines(0, 50_000));
    breakDisk();
    const { reader } = rig.open();
    const opened = await reader.opened();
    expect(opened.page.rows.at(-1)?.message).toBe('number 49999');
    // Further back than can be read: the oldest that can.
    const oldest = await reader.find(AT);
    expect(oldest).not.toBeNull();
    const found = await reader.filter(filter({ text: 'number 49999' }));
    expect(found.page.rows.map(({ message }) => message)).toEqual(['number 49999']);
    expect(found.extent).toMatchObject({ isComplete: true, problem: { kind: 'unreadable' } });
    // And is over when it is.
    LogFileHandle.prototype.read = read;
    const again = rig.open();
    await again.until((rows) => rows.length === 50_000);
  });

  it('with many small rotations leaves few files open', async () => {
    rig.append(lines(0, 10));
    const open = rig.open();
    await open.until((rows) => rows.length === 10);
    const before = readdirSync('/proc/self/fd').length;
    for (let round = 1; round <= 30; round += 1) {
      rmSync(rig.path);
      rig.append(lines(round * 10, round * 10 + 1));
      await open.until((rows) => rows.at(-1)?.message === `number ${round * 10}`);
    }
    expect(readdirSync('/proc/self/fd').length - before).toBeLessThanOrEqual(18);
  });

  it('of a page that asks for rows that are not there costs nothing', async () => {
    rig.append(lines(0, 10));
    const open = rig.open();
    await open.until((rows) => rows.length === 10);
    const { revision } = (await open.reader.opened()).extent;
    const far = Number.MAX_SAFE_INTEGER;
    expect(open.reader.text(revision, -far, far)).toMatchObject({ entries: 10, isWhole: true });
    expect(open.reader.text(revision, far - 5, far)).toMatchObject({ text: '', entries: 0 });
  });
});

function naivelyFits(row: LogRow, entry: readonly string[], { levels, text }: LogFilter): boolean {
  const isLevel = levels.length === 0 || levels.some((level) => level === row.level);
  return isLevel && entry.join('\n').toLowerCase().includes(text);
}
