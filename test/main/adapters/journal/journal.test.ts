import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJournal, type JournalOptions } from '../../../../main/adapters/journal/journal';
import type { JournalQuery } from '../../../../main/app/ports/journal';

// What no journald can be made to do on demand, by a journalctl of ours. All else is in the contract, on a real one.

const UNIT = 'hermes-gateway.service';
const QUERY: JournalQuery = { unit: UNIT, since: null, limit: 100, mainPids: [] };

describe('the journal adapter', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'journalctl-'));
    mkdirSync(join(folder, 'bin'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function read(script: string | null, query: Partial<JournalQuery> = {}, options: Partial<JournalOptions> = {}) {
    const program = join(folder, 'bin/journalctl');
    if (script !== null) {
      writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" >>${folder}/args\n${script}\n`);
      chmodSync(program, 0o755);
    }
    // A shell finds its programs by a default where PATH names none.
    const environment = { PATH: join(folder, 'bin'), SECRET: 'x', LD_LIBRARY_PATH: '/ours' };
    return createJournal({ environment, uid: 1000, ...options }).read({ ...QUERY, ...query });
  }

  const args = () => readFileSync(join(folder, 'args'), 'utf8').trimEnd().split('\n');
  const line = (message: string) =>
    JSON.stringify({ __REALTIME_TIMESTAMP: '1795485904518293', _SYSTEMD_USER_UNIT: UNIT, MESSAGE: message });
  const print = (...messages: readonly string[]) => `/bin/cat <<'END'\n${messages.map(line).join('\n')}\nEND`;

  it('asks for the latest of its user’s unit, and turns them round', async () => {
    const result = await read(print('newer', 'older'), { since: 1_795_485_904_518.25, limit: 7 });
    expect(result.ok && result.value.map(({ message }) => message)).toEqual(['older', 'newer']);
    expect(args()).toEqual(
      expect.arrayContaining(['--output=json', '--all', '--reverse', '--lines=7', '--since=@1795485904.518250']),
    );
    expect(args().slice(-5)).toEqual([
      `_SYSTEMD_USER_UNIT=${UNIT}`,
      '_UID=1000',
      '+',
      `USER_UNIT=${UNIT}`,
      '_UID=1000',
    ]);
  });

  it('gives a line whose process was gone when journald looked to the run that had begun', async () => {
    const [first, second] = ['a'.repeat(32), 'b'.repeat(32)];
    const at = { __REALTIME_TIMESTAMP: '1795485904518293' };
    const started = (run: string) => ({ ...at, USER_UNIT: UNIT, USER_INVOCATION_ID: run, MESSAGE: 'Started.' });
    const said = { ...at, _SYSTEMD_USER_UNIT: UNIT, MESSAGE: 'said' };
    const lines = [said, started(first), said, said, started(second), said].reverse();
    const result = await read(`/bin/cat <<'END'\n${lines.map((one) => JSON.stringify(one)).join('\n')}\nEND`);
    const runs = result.ok && result.value.map(({ invocationId }) => invocationId);
    expect(runs).toEqual(['', first, first, first, second, second]);
  });

  it('gives it nothing of our environment', async () => {
    await read(`/usr/bin/env >${folder}/environment\n${print('one')}`);
    const environment = readFileSync(join(folder, 'environment'), 'utf8');
    expect(environment).toContain('LC_ALL=C.UTF-8');
    expect(environment).not.toMatch(/SECRET|LD_LIBRARY_PATH/);
  });

  it('leaves out what it does not understand', async () => {
    const result = await read(`echo '-- No entries --'\n${print('one')}\necho '{"torn'`);
    expect(result).toMatchObject({ ok: true, value: [{ message: 'one' }] });
  });

  it('is empty where the journal has only others’ entries of the user', async () => {
    const result = await read(`case "$*" in *' USER_UNIT='*) ;; *) echo '{}' ;; esac`);
    expect(result).toEqual({ ok: true, value: [] });
  });

  it.each([
    ['there is no journal of this user', 'exit 0', 'no-journal', 'systemd-journald'],
    [
      'it may not be read',
      'echo "No journal files were opened due to insufficient permissions." >&2; exit 1',
      'no-permission',
      'systemd-journal',
    ],
    ['journalctl fails', 'echo "Failed to open: Bad message" >&2; exit 1', 'refused', 'status 1: Failed to open'],
    ['journalctl is killed', 'kill -SEGV $$', 'refused', 'SIGSEGV'],
    ['journalctl is not there', null, 'not-installed', 'PATH'],
  ])('fails and says why where %s', async (_, script, reason, words) => {
    const result = await read(script);
    expect(result).toMatchObject({ ok: false, reason, message: expect.stringContaining(words) });
    expect(result.ok ? '' : result.message).toContain(UNIT);
  });

  it('fails where journalctl is no program, or is asked for the impossible', async () => {
    writeFileSync(join(folder, 'bin/journalctl'), 'text');
    expect(await read(null)).toMatchObject({ ok: false, reason: 'not-run' });
    expect(await read(print('one'), { unit: 'a\0b' })).toMatchObject({ ok: false, reason: 'not-run' });
  });

  it('kills one that does not end, and waits for nothing that it has started', async () => {
    const result = await read(`echo $$ >${folder}/pid\n/bin/sleep 1 &\nexec /bin/sleep 60`, {}, { deadlineMs: 200 });
    expect(result).toMatchObject({ ok: false, reason: 'timeout', message: expect.stringContaining('0.2 s') });
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('takes the newest of what is too much, and ends it', async () => {
    const endless = `${print('newest', 'second')}\nwhile :; do printf '%s' "${line('x'.repeat(200)).replaceAll('"', '\\"')}"; echo; done`;
    const result = await read(endless, {}, { maxBytes: 100_000 });
    expect(result.ok && result.value.at(-1)?.message).toBe('newest');
    expect(result.ok && result.value.length).toBeGreaterThan(100);
  });

  it('bounds a complaint that does not end', async () => {
    const result = await read(`i=0; while [ $i -lt 5000 ]; do echo complaint complaint >&2; i=$((i+1)); done; exit 1`);
    expect(result.ok ? 0 : result.message.length).toBeLessThan(80_000);
  });
});
