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
/** As `--follow`: it does not end by itself. It prints on as soon as a file is there. */
const follow = (then = '') => `while [ ! -e ${folder}/go ]; do /bin/sleep 0.01; done\n${then}\nexec /bin/sleep 1000`;

/** With a journalctl of ours. */
function openUnit(script: string | null, filter: LogFilter = NO_FILTER) {
  if (script !== null) {
    const program = join(folder, 'bin/journalctl');
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" >${folder}/args\necho $$ >${folder}/pid\n${script}\n`);
    chmodSync(program, 0o755);
  }
  const told: LogExtent[] = [];
  const archive = createJournalArchive({ environment: { PATH: join(folder, 'bin'), SECRET: 'x' }, uid: 1000 });
  const reader = archive.openUnit(UNIT, filter, { changed: (extent) => told.push(extent) });
  open.push(reader);
  return { reader, told };
}

describe('the journal in the Logs view', () => {
  it('shows the past, and what comes', async () => {
    const later = entry('later');
    const { reader, told } = openUnit(`${print(entry('one'), entry('two\nmore'))}\n${follow(print(later))}`);
    expect(await reader.opened()).toMatchObject({
      ok: true,
      value: {
        extent: { first: 0, end: 2, isComplete: true },
        page: { rows: [{ message: 'one' }, { message: 'two', more: 1 }] },
      },
    });
    expect(await reader.unfold(1)).toMatchObject({ ok: true, value: { lines: ['two', 'more'] } });
    writeFileSync(join(folder, 'go'), '');
    await until('the later one', async () => told.at(-1)?.end === 3);
    expect(await reader.read(1, 2, 10)).toMatchObject({ ok: true, value: { rows: [{ message: 'later' }] } });
    const args = readFileSync(join(folder, 'args'), 'utf8').trimEnd().split('\n');
    expect(args).toEqual(expect.arrayContaining(['--output=json', '--follow', '--lines=5000']));
    expect(args.slice(-5)).toEqual([`_SYSTEMD_USER_UNIT=${UNIT}`, '_UID=1000', '+', `USER_UNIT=${UNIT}`, '_UID=1000']);
  });

  it('reads level and logger out of what the gateway prints, and systemd’s own by its priority', async () => {
    const { reader } = openUnit(
      `${print(
        entry('WARNING gateway.run: slow'),
        entry('plain', { SYSLOG_IDENTIFIER: 'python' }),
        entry('Failed.', { _SYSTEMD_USER_UNIT: 'init.scope', SYSLOG_IDENTIFIER: 'systemd', PRIORITY: '3' }),
        'no json',
      )}\n${follow()}`,
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
    const { reader } = openUnit(`${print(entry('INFO x: a'), entry('WARNING x: b'), entry('INFO y: c'))}\n${follow()}`);
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
    const { reader } = openUnit(`${print(entry('first'), second)}\n${follow()}`);
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

  it('ends journalctl with the view', async () => {
    const { reader } = openUnit(`${print(entry('one'))}\n${follow()}`);
    await reader.opened();
    const pid = readFileSync(join(folder, 'pid'), 'utf8').trim();
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    reader.close();
    await until('journalctl to be gone', async () => !existsSync(`/proc/${pid}`));
    expect(await reader.read(1, 0, 1)).toMatchObject({ ok: false, reason: 'closed' });
  });
});
