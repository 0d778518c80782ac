import { describe, expect, it } from 'vitest';
import { type GatewayRecord, parseGatewayRecord, parsePidRecord } from '../../../main/core/gateway-record';

const EMPTY: GatewayRecord = {
  pid: null,
  startTicks: null,
  gatewayState: null,
  exitReason: null,
  restartRequested: false,
  activeAgents: null,
  platforms: [],
  servedProfiles: [],
  namesHome: false,
  codeSha: null,
  codeVersion: null,
  updatedAt: null,
};

describe('parseGatewayRecord', () => {
  it('reads what 0.11 writes, and takes no zero of its for a count', () => {
    const json = {
      pid: 4242,
      kind: 'hermes-gateway',
      argv: ['/opt/hermes/hermes_cli/main.py', 'gateway', 'run'],
      start_time: 987654,
      gateway_state: 'running',
      exit_reason: null,
      restart_requested: false,
      active_agents: 0,
      platforms: {
        telegram: {
          state: 'connected',
          error_code: null,
          error_message: null,
          updated_at: '2026-05-13T12:00:00+00:00',
        },
      },
      updated_at: '2026-11-23T19:51:46.253013+00:00',
    };
    expect(parse(json)).toEqual({
      ...EMPTY,
      pid: 4242,
      startTicks: 987654,
      gatewayState: 'running',
      platforms: [
        {
          name: 'telegram',
          state: 'connected',
          errorCode: null,
          errorMessage: null,
          updatedAt: Date.UTC(2026, 4, 13, 12),
        },
      ],
      updatedAt: Date.UTC(2026, 10, 23, 19, 51, 46, 253),
    });
  });

  it('believes the count of 0.11 during a drain', () => {
    expect(parse({ gateway_state: 'draining', active_agents: 2 }).activeAgents).toBe(2);
    expect(parse({ gateway_state: 'running', active_agents: 2 }).activeAgents).toBeNull();
  });

  it('reads what 0.21 adds, and passes over what it does not know', () => {
    const json = {
      pid: 7,
      hermes_home: '/home/ada/.hermes',
      gateway_state: 'degraded',
      active_agents: 3,
      active_work: null,
      served_profiles: ['default', 'coder'],
      code_version: '0.21.3',
      code_sha: 'cafe',
      session_store: { status: 'ok' },
      platforms: { 'coder:slack': { state: 'retrying', needs_attention: true, writer_pid: 7 } },
    };
    expect(parse(json)).toEqual({
      ...EMPTY,
      pid: 7,
      namesHome: true,
      gatewayState: 'degraded',
      activeAgents: 3,
      servedProfiles: ['default', 'coder'],
      codeSha: 'cafe',
      codeVersion: '0.21.3',
      platforms: [{ name: 'coder:slack', state: 'retrying', errorCode: null, errorMessage: null, updatedAt: null }],
    });
  });

  it.each([
    ['no key at all', {}],
    ['null everywhere', nulls()],
    ['wrong types everywhere', wrongTypes()],
    ['a pid that cannot be', { pid: -1, start_time: -1, active_agents: -1 }],
    ['a pid beyond 2³¹', { pid: 2 ** 31, start_time: 2 ** 60, active_agents: 1.5 }],
    // Hermes splits /proc/<pid>/stat at blanks; with one in the command name, this is another field.
    ['a start time of 0', { start_time: 0 }],
  ])('keeps the record with %s', (_what, json) => {
    expect(parse(json)).toEqual(EMPTY);
  });

  it('loses only the field that is wrong', () => {
    const record = parse({ pid: 7, gateway_state: 5, platforms: { telegram: 'x', slack: { state: 9 } } });
    expect(record.pid).toBe(7);
    expect(record.gatewayState).toBeNull();
    expect(record.platforms.map(({ name, state }) => [name, state])).toEqual([
      ['telegram', 'unknown'],
      ['slack', 'unknown'],
    ]);
  });

  it.each([
    [1_764_000_000.25, 1_764_000_000_250],
    ['2026-11-23T19:51:46Z', Date.UTC(2026, 10, 23, 19, 51, 46)],
    ['2026-11-23 20:51:46+01:00', Date.UTC(2026, 10, 23, 19, 51, 46)],
    ['2999-01-01T00:00:00Z', Date.UTC(2999, 0, 1)],
    // Date.parse takes these for dates.
    ['error 5', null],
    ['7', null],
    ['2026-99-99T99:99:99Z', null],
    ['', null],
    [0, null],
    [-5, null],
    // Beyond the range of Date: to show it would throw.
    [1e300, null],
    [true, null],
  ])('reads the time %j', (value, expected) => {
    expect(parse({ updated_at: value }).updatedAt).toBe(expected);
  });

  it('has no trouble with a key named __proto__', () => {
    const parsed = parseGatewayRecord(
      '{"pid":7,"platforms":{"__proto__":{"state":"connected"}},"__proto__":{"pid":8}}',
    );
    expect(parsed).toMatchObject({ ok: true, value: { pid: 7 } });
  });

  it.each([
    ['', 'it is empty'],
    [' \n', 'it is empty'],
    ['{"pid": 1', 'it is not complete JSON'],
    ['[]', 'it is JSON, but no object'],
    ['null', 'it is JSON, but no object'],
    ['7', 'it is JSON, but no object'],
  ])('refuses %j', (text, reason) => {
    expect(parseGatewayRecord(text)).toEqual({ ok: false, reason });
  });
});

describe('parsePidRecord', () => {
  it.each([
    ['{"pid":7,"kind":"hermes-gateway","start_time":9}', { pid: 7, startTicks: 9 }],
    ['{"pid":7,"hermes_home":"/x"}', { pid: 7, startTicks: null }],
    ['{"pid":7,"start_time":"9"}', { pid: 7, startTicks: null }],
    ['{"pid":7,"start_time":0}', { pid: 7, startTicks: null }],
    ['4242\n', { pid: 4242, startTicks: null }],
  ])('reads %s', (text, value) => {
    expect(parsePidRecord(text)).toEqual({ ok: true, value });
  });

  it.each(['0', '-1', '1.5', '"7"', 'true', '{}', '{"pid":"7"}', '{"pid":0}', '[7]'])('refuses %s', (text) => {
    expect(parsePidRecord(text)).toEqual({ ok: false, reason: 'it names no process' });
  });
});

function parse(json: unknown): GatewayRecord {
  const parsed = parseGatewayRecord(JSON.stringify(json));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

const KEYS = [
  'pid',
  'start_time',
  'hermes_home',
  'gateway_state',
  'exit_reason',
  'restart_requested',
  'active_agents',
  'platforms',
  'served_profiles',
  'code_version',
  'updated_at',
] as const;

function nulls(): Record<string, unknown> {
  return Object.fromEntries(KEYS.map((key) => [key, null]));
}

function wrongTypes(): Record<string, unknown> {
  return Object.fromEntries(KEYS.map((key) => [key, key === 'platforms' ? ['x'] : [{ a: 1 }]]));
}
