import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJournalArchive } from '../../../../main/adapters/journal/journal-archive';
import type { LogReader } from '../../../../main/app/ports/log-archive';
import { type LogExtent, type LogFilter, NO_FILTER } from '../../../../main/core/log-view';
import { until } from '../../../desktop/lib/until.mjs';

const UNIT = 'hermes-gateway.service';
const AT = 1_795_485_904_518;

let folder: string;
let open: LogReader[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journalctl-'));
  mkdirSync(join(folder, 'bin'));
  open = [];
});
afterEach(() => {
  for (const reader of open) reader.close();
  rmSync(folder, { recursive: true });
});

const entry = (message: string, more: Record<string, string> = {}) =>
  JSON.stringify({
    __REALTIME_TIMESTAMP: `${AT}123`,
    _SYSTEMD_USER_UNIT: UNIT,
    PRIORITY: '6',
    MESSAGE: message,
    ...more,
  });
const print = (...lines: readonly string[]) => `/bin/cat <<'END'\n${lines.join('\n')}\nEND`;
/** Goes on as soon as a file is there. */
const wait = (name: string) => `while [ ! -e ${folder}/${name} ]; do /bin/sleep 0.01; done`;
/** Of the one that prints the past, and ends; of the one that follows, which does not end by itself. */
const journalctl = (past: string, following = '') =>
  `case "$*" in *--follow*) ${wait('go')}\n${following}\nexec /bin/sleep 1000;; *) ${past}\n;; esac`;
const goOn = (name = 'go') => writeFileSync(join(folder, name), '');

/** With a journalctl of ours. */
function openUnit(script: string | null, filter: LogFilter = NO_FILTER) {
  if (script !== null) {
    const program = join(folder, 'bin/journalctl');
    writeFileSync(program, `#!/bin/sh\necho $$ >${folder}/pid\nprintf '%s\\n' "$@" '' >>${folder}/args\n${script}\n`);
    chmodSync(program, 0o755);
  }
  const told: LogExtent[] = [];
  const ends: string[] = [];
  const archive = createJournalArchive({ environment: { PATH: join(folder, 'bin'), SECRET: 'x' }, uid: 1000 });
  const reader = archive.openUnit(UNIT, filter, {
    changed: (extent) => told.push(extent),
    ended: (reason) => ends.push(reason),
  });
  open.push(reader);
  return { reader, told, ends };
}

describe('the journal in the Logs view', () => {
  it('shows the past, and what comes', async () => {
    const later = entry('later');
    const past = print(entry('one', { __CURSOR: 's=1;i=1' }), entry('two\nmore', { __CURSOR: 's=1;i=2' }));
    const { reader, told } = openUnit(journalctl(past, print(later)));
    expect(await reader.opened()).toMatchObject({
      ok: true,
      value: {
        extent: { first: 0, end: 2, isComplete: true },
        page: { rows: [{ message: 'one' }, { message: 'two', more: 1 }] },
      },
    });
    expect(await reader.unfold(1)).toMatchObject({ ok: true, value: { lines: ['two', 'more'] } });
    goOn();
    await until('the later one', async () => told.at(-1)?.end === 3);
    expect(await reader.read(1, 2, 10)).toMatchObject({ ok: true, value: { rows: [{ message: 'later' }] } });
    const [ofPast = [], ofFollowing = []] = readFileSync(join(folder, 'args'), 'utf8')
      .split('\n\n')
      .map((args) => args.split('\n'));
    const matches = [`_SYSTEMD_USER_UNIT=${UNIT}`, '_UID=1000', '+', `USER_UNIT=${UNIT}`, '_UID=1000'];
    expect(ofPast).toEqual(expect.arrayContaining(['--output=json', '--lines=5000']));
    expect(ofPast).not.toContain('--follow');
    expect(ofFollowing).toEqual(expect.arrayContaining(['--output=json', '--follow', '--after-cursor=s=1;i=2']));
    for (const args of [ofPast, ofFollowing]) expect(args.slice(-5)).toEqual(matches);
  });

  it('is not called whole, nor empty, before journalctl has said all', async () => {
    const { reader, told } = openUnit(journalctl(`${wait('late')}\n${print(entry('late'))}`));
    const opening = await reader.opened();
    expect(opening.ok && opening.value.extent).toMatchObject({ end: 0, isComplete: false, problem: null });
    const found = reader.find(AT);
    goOn('late');
    expect(await found).toEqual({ ok: true, value: 0 });
    await until('the whole of it', async () => told.at(-1)?.isComplete === true);
    expect(told.at(-1)).toMatchObject({ end: 1, isComplete: true });
  });

  it('is empty when journalctl has found nothing, and shows what comes then', async () => {
    const { reader, told } = openUnit(journalctl(':', print(entry('first'))));
    const opening = await reader.opened();
    expect(opening.ok && opening.value.extent).toMatchObject({ end: 0, isComplete: true, problem: null });
    goOn();
    await until('the first one', async () => told.at(-1)?.end === 1);
  });

  it('reads level and logger out of what the gateway prints, and systemd’s own by its priority', async () => {
    const { reader } = openUnit(
      journalctl(
        print(
          entry('WARNING gateway.run: slow'),
          entry('plain', { SYSLOG_IDENTIFIER: 'python' }),
          entry('Failed.', { _SYSTEMD_USER_UNIT: 'init.scope', SYSLOG_IDENTIFIER: 'systemd', PRIORITY: '3' }),
          'no json',
        ),
      ),
    );
    const opening = await reader.opened();
    expect(opening.ok && opening.value.page.rows.map(({ level, logger, message }) => [level, logger, message])).toEqual(
      [
        ['WARNING', 'gateway.run', 'slow'],
        ['INFO', 'python', 'plain'],
        ['ERROR', 'systemd', 'Failed.'],
      ],
    );
  });

  it.each<[string, Partial<LogFilter>, string[]]>([
    ['a level', { levels: ['WARNING'] }, ['b']],
    ['a text', { text: 'x: B' }, []],
    ['a text in small letters', { text: 'x: b' }, ['b']],
    ['a logger', { logger: 'y' }, ['c']],
    ['a session, which it knows nothing of', { session: 's' }, []],
  ])('filters by %s', async (_by, change, expected) => {
    const { reader } = openUnit(journalctl(print(entry('INFO x: a'), entry('WARNING x: b'), entry('INFO y: c'))));
    await reader.opened();
    const filtered = await reader.filter({ ...NO_FILTER, ...change });
    expect(filtered.ok && filtered.value.page.rows.map(({ message }) => message)).toEqual(expected);
  });

  it('finds a moment, and gives text to copy', async () => {
    const second = JSON.stringify({
      __REALTIME_TIMESTAMP: `${AT + 1000}000`,
      _SYSTEMD_USER_UNIT: UNIT,
      MESSAGE: 'second',
    });
    const { reader } = openUnit(journalctl(print(entry('first'), second)));
    await reader.opened();
    expect(await reader.find(AT + 500)).toEqual({ ok: true, value: 1 });
    expect(await reader.find(AT + 5000)).toEqual({ ok: true, value: 1 });
    const copied = await reader.text(1, 0, 2);
    expect(copied).toMatchObject({ ok: true, value: { entries: 2, isWhole: true } });
    expect(copied.ok && copied.value.text.split('\n').map((line) => line.slice(24))).toEqual([
      'systemd: first',
      'systemd: second',
      '',
    ]);
  });

  it.each([
    [
      'refuses',
      'echo "No journal files were opened due to insufficient permissions." >&2; exit 1',
      /insufficient permissions/,
    ],
    ['is not there', null, /ENOENT/],
  ])('says why there is nothing when journalctl %s', async (_what, script, reason) => {
    const opening = await openUnit(script).reader.opened();
    expect(opening.ok && opening.value.extent.problem).toMatchObject({
      kind: 'no-journal',
      detail: expect.stringMatching(reason),
    });
  });

  it('says that it ends where journalctl does, which was to follow', async () => {
    const { reader, ends } = openUnit(journalctl(print(entry('one')), 'echo "Journal file corrupted" >&2; exit 1'));
    expect(await reader.opened()).toMatchObject({ ok: true });
    goOn();
    await until('the end', async () => ends.length > 0);
    expect(ends).toEqual(['journalctl, which follows the journal, has failed: Journal file corrupted']);
    expect(await reader.read(1, 0, 1)).toMatchObject({ ok: false, reason: 'closed' });
  });

  it('ends journalctl with the view', async () => {
    const { reader } = openUnit(journalctl(print(entry('one'))));
    await reader.opened();
    await until('the one that follows', async () => readFileSync(join(folder, 'args'), 'utf8').includes('--follow'));
    const pid = readFileSync(join(folder, 'pid'), 'utf8').trim();
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    reader.close();
    await until('journalctl to be gone', async () => !existsSync(`/proc/${pid}`));
    expect(await reader.read(1, 0, 1)).toMatchObject({ ok: false, reason: 'closed' });
  });
});
