import { describe, expect, it } from 'vitest';
import { parseEntry } from '../../../../main/adapters/journal/parse-entry';
import { recordedJournal } from '../../../fixtures/journal/recorded';

const UNIT = 'hermes-gateway.service';

function parse(fields: Record<string, unknown>) {
  return parseEntry(UNIT, JSON.stringify({ __REALTIME_TIMESTAMP: '1795485904518293', ...fields }), []);
}

const ofProcess = (MESSAGE: unknown) => parse({ _SYSTEMD_USER_UNIT: UNIT, MESSAGE });

describe('an entry of the journal', () => {
  it('is a process’ line, of its own invocation', () => {
    expect(
      parse({
        _SYSTEMD_USER_UNIT: UNIT,
        _SYSTEMD_INVOCATION_ID: 'a'.repeat(32),
        _PID: '79',
        _BOOT_ID: 'b'.repeat(32),
        MESSAGE: 'hello',
      }),
    ).toEqual({
      at: 1_795_485_904_518.293,
      message: 'hello',
      invocationId: 'a'.repeat(32),
      from: 'process',
      pid: 79,
      bootId: 'b'.repeat(32),
      event: null,
    });
  });

  it('is a main process’ line that journald took when the process and its unit’s control group were gone', () => {
    const orphan = {
      _PID: '153',
      _UID: '1000',
      _TRANSPORT: 'stdout',
      __REALTIME_TIMESTAMP: '1795523057853146',
      MESSAGE: 'hello',
    };
    const read = (fields: object, pids: readonly number[]) =>
      parseEntry(UNIT, JSON.stringify({ ...orphan, ...fields }), pids);
    expect(read({}, [153])).toMatchObject({ from: 'process', message: 'hello', invocationId: '', pid: 153 });
    expect(read({}, [154])).toBeNull();
    expect(read({ _SYSTEMD_CGROUP: '/user.slice/x.service' }, [153])).toBeNull();
    expect(read({ _SYSTEMD_USER_UNIT: 'other.service' }, [153])).toBeNull();
  });

  it('is systemd’s message about the unit, at the time systemd sent it', () => {
    expect(
      parse({
        _SYSTEMD_USER_UNIT: 'init.scope',
        USER_UNIT: UNIT,
        _SYSTEMD_INVOCATION_ID: 'c'.repeat(32),
        USER_INVOCATION_ID: 'a'.repeat(32),
        _SOURCE_REALTIME_TIMESTAMP: '1795485904000000',
        MESSAGE_ID: '9d1aaa27d60140bd96365438aad20286',
        JOB_TYPE: 'restart',
        MESSAGE: 'Stopped.',
      }),
    ).toMatchObject({
      at: 1_795_485_904_000,
      invocationId: 'a'.repeat(32),
      from: 'systemd',
      event: { kind: 'unit-stopped', job: 'restart' },
    });
  });

  it.each([
    ['text', 'a  line', 'a  line'],
    ['bytes that are no UTF-8', [255, 98, 105, 110], '\uFFFDbin'],
    ['bytes with an escape sequence', [27, 91, 51, 49, 109, 195, 169], '\u001B[31mé'],
    ['nothing, for being too large', null, ''],
    ['several', ['one', 'two'], 'one'],
    ['several, the first too large', [null, 'two'], 'two'],
    ['several of bytes', [[98, 105], 'two'], 'bi'],
  ])('reads a field that is %s', (_, value, expected) => {
    expect(ofProcess(value)?.message).toBe(expected);
  });

  it('keeps the beginning of a message that goes on for ever', () => {
    expect(ofProcess('x'.repeat(100_000))?.message).toHaveLength(4000);
  });

  it('believes no process that passes itself off as systemd', () => {
    const forged = parse({
      _SYSTEMD_USER_UNIT: UNIT,
      USER_UNIT: UNIT,
      MESSAGE_ID: 'fe6faa94e7774663a0da52717891d8ef',
      MESSAGE: 'I ran out of memory',
    });
    expect(forged).toMatchObject({ from: 'process', event: null });
  });

  it('is no end of the run when a command of ExecStop= or ExecStopPost= exits', () => {
    const exit = (COMMAND: string) =>
      parse({
        USER_UNIT: UNIT,
        MESSAGE_ID: '98e322203f7a4ed290d09fe03c09fe15',
        COMMAND,
        EXIT_CODE: 'dumped',
        EXIT_STATUS: '11',
      })?.event;
    expect(exit('ExecStart')).toEqual({ kind: 'process-exited', code: 3, status: 11 });
    expect(exit('ExecStopPost')).toBeNull();
  });

  it.each(['', 'not JSON', '[]', '"text"', 'null', '{}', '{"__REALTIME_TIMESTAMP":"now"}', '{"MESSAGE":{}}'])(
    'is nothing that journalctl did not write: %s',
    (line) => {
      expect(parseEntry(UNIT, line, [])).toBeNull();
    },
  );

  it('knows every message that systemd 252 has been heard to write about a run, but reloads', () => {
    const unknown = new Set<string>();
    for (const { entries } of [...recordedJournal('0.11').values(), ...recordedJournal('0.21').values()]) {
      for (const { from, event, message } of entries) {
        if (from === 'systemd' && event === null) unknown.add(message.replace(/^\S+: /, '').replace(/ \d+ .*/, ''));
      }
    }
    expect([...unknown].map((message) => message.split(/ hermes/)[0]).sort()).toEqual(
      expect.arrayContaining(['Reloaded', 'Reloading', 'Start request repeated too quickly.']),
    );
    expect([...unknown].filter((message) => /^(Started|Stopp|Failed|Scheduled|Main)/.test(message))).toEqual([]);
  });
});
