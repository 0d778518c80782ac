import { describe, expect, it } from 'vitest';
import { type GatewayStatus, gatewayPid, gatewayStatus } from '../../../main/core/gateway-status';
import type { Gateway } from '../../../main/core/state';
import { CONNECTED, gateway, home, NOW, PID, platform, processFacts, record, unitFacts } from '../../fixtures/build';
import { exitWith, LEFT_DOWN, REQUESTED } from '../../fixtures/exits';
import { restartRun } from '../../fixtures/restarts';

const DOWN = { mainPid: 0 };
const STOPPED = { ...DOWN, activeState: 'inactive', subState: 'dead' };
const ENDED = { ...STOPPED, execMainCode: 1, execMainExitedAt: NOW - 50 };
const FAILED = { ...DOWN, activeState: 'failed', subState: 'failed', result: 'exit-code', execMainCode: 1 };
const TIMED_OUT = { ...FAILED, result: 'timeout', execMainCode: 2, execMainStatus: 9 };
const STOP_TIMEOUT = { kind: 'stop-timeout', by: 'us' } as const;
const AUTO_RESTART = { ...DOWN, activeState: 'activating', subState: 'auto-restart', result: 'exit-code' };
const STOPPING = { activeState: 'deactivating', subState: 'stop-sigterm' };
const OUTSIDE = processFacts({ pid: 777, cgroup: '/user.slice/session-2.scope' });
const LEFTOVER = home(record());
const NEW_PID_FILE = { kind: 'read', value: { pid: PID, startTicks: 1000 }, writtenAt: NOW - 100 } as const;

const table: readonly (readonly [string, Partial<Gateway>, GatewayStatus])[] = [
  ['a running gateway', {}, { kind: 'running', agents: 0 }],
  ['agents at work', { home: home(record({ activeAgents: 2 })) }, { kind: 'busy', agents: 2 }],
  [
    'a version that does not count its agents',
    { home: home(record({ activeAgents: null })) },
    { kind: 'running', agents: null },
  ],
  [
    'a platform in trouble',
    {
      home: home(
        record({ platforms: [platform('telegram', 'connected'), platform('discord', 'retrying', 'no route')] }),
      ),
    },
    { kind: 'degraded', reasons: ['discord: retrying (no route)'], agents: 0 },
  ],
  [
    'a platform entry of an earlier run',
    { home: home(record({ platforms: [{ ...platform('irc', 'fatal'), updatedAt: NOW - 7_200_000 }] })) },
    { kind: 'running', agents: 0 },
  ],
  [
    'no platform connected at all (0.19 and later)',
    { home: home(record({ gatewayState: 'degraded' })) },
    { kind: 'degraded', reasons: ['no platform is connected'], agents: 0 },
  ],
  [
    'a drain before a restart',
    { home: home(record({ gatewayState: 'draining', restartRequested: true, activeAgents: 1 })) },
    { kind: 'draining', agents: 1, forWhat: 'restart', deadline: null },
  ],
  [
    'a drain before a stop',
    { facts: unitFacts(STOPPING), home: home(record({ gatewayState: 'draining', activeAgents: 1 })) },
    { kind: 'draining', agents: 1, forWhat: 'stop', deadline: null },
  ],
  [
    'a drain that somebody requested by file',
    { home: home(record({ gatewayState: 'draining', activeAgents: 0 })) },
    { kind: 'draining', agents: 0, forWhat: 'request', deadline: null },
  ],
  ['a start that wrote nothing yet', { home: home(null), process: null }, { kind: 'starting' }],
  ['a start that connects its platforms', { home: home(record({ gatewayState: 'starting' })) }, { kind: 'starting' }],
  [
    'the record of an earlier process of another pid',
    { home: home(record({ pid: 1 })), process: null },
    { kind: 'starting' },
  ],
  [
    'the record of an earlier process of the same pid, from before a reboot',
    { home: home(record({ updatedAt: NOW - 86_400_000 }), { pidFile: { kind: 'absent' } }), process: null },
    { kind: 'starting' },
  ],
  [
    'a gateway near its end, which has removed gateway.pid already',
    { home: home(record({ gatewayState: 'stopped' }), { pidFile: { kind: 'absent' } }), process: null },
    { kind: 'stopping' },
  ],
  [
    'the record of an earlier process of the same pid, right after the start',
    { home: home(record({ startTicks: 5 }), { pidFile: NEW_PID_FILE }) },
    { kind: 'starting' },
  ],
  [
    'a living gateway whose state file is of an earlier process',
    { home: home(record({ startTicks: 5 })) },
    { kind: 'degraded', reasons: ['gateway_state.json says nothing of this process'], agents: null },
  ],
  [
    'a living gateway without a state file',
    { home: home(null) },
    { kind: 'degraded', reasons: ['gateway_state.json says nothing of this process'], agents: null },
  ],
  [
    'a living gateway whose state file was never readable',
    { home: home(null, { stateFile: { kind: 'unreadable', reason: 'it has 50 MB', lastGood: null } }) },
    { kind: 'degraded', reasons: ["gateway_state.json can't be read: it has 50 MB"], agents: null },
  ],
  [
    'a state file that cannot be read now, but could before',
    {
      home: home(null, {
        stateFile: { kind: 'unreadable', reason: 'it is empty', lastGood: { value: record(), writtenAt: NOW } },
      }),
    },
    { kind: 'running', agents: 0 },
  ],
  ['a record without a state', { home: home(record({ gatewayState: null })) }, { kind: 'running', agents: 0 }],
  [
    'a stop in the middle of a drain for a restart',
    { facts: unitFacts({ ...FAILED, execMainStatus: 75 }), process: null, stopRequested: true },
    { kind: 'stopped' },
  ],
  [
    'a home that another gateway unit serves',
    { facts: unitFacts(STOPPED), process: processFacts({ pid: 7, cgroup: '/app.slice/hermes-gateway-coder.service' }) },
    { kind: 'stopped' },
  ],
  [
    'a gateway that sleeps before its boot',
    {
      home: home(null, { starts: [60, 50, 40, 30, 20, 10].map((s) => NOW - s * 1000) }),
      process: null,
    },
    { kind: 'backing-off', until: NOW },
  ],
  [
    'teardown done, process still there (0.11)',
    { home: home(record({ gatewayState: 'stopped' })) },
    { kind: 'stopping' },
  ],
  ['a stop under way', { facts: unitFacts(STOPPING) }, { kind: 'stopping' }],
  ['a run that has ended unasked this instant', { facts: unitFacts(ENDED), process: null }, { kind: 'stopping' }],
  [
    'a run that has ended this instant, as somebody asked',
    { facts: unitFacts(ENDED), process: null, stopRequested: true },
    { kind: 'stopped' },
  ],
  [
    'a run that has just ended, and why is known',
    { facts: unitFacts(ENDED), process: null, exits: [exitWith({ endedAt: NOW - 50 })] },
    { kind: 'stopped' },
  ],
  [
    'a run that ended a while ago, and nobody knows why',
    { facts: unitFacts({ ...ENDED, execMainExitedAt: NOW - 2000 }), process: null },
    { kind: 'stopped' },
  ],
  ['a stopped unit', { facts: unitFacts(STOPPED), process: null }, { kind: 'stopped' }],
  [
    'a state file that says running, left by a SIGKILL',
    { facts: unitFacts(STOPPED), home: LEFTOVER, process: null },
    { kind: 'stopped' },
  ],
  [
    'a failed unit',
    { facts: unitFacts({ ...FAILED, execMainStatus: 78 }), process: null },
    { kind: 'failed', result: 'exit-code', code: 1, status: 78 },
  ],
  [
    'a requested stop that the gateway answered with exit code 1',
    { facts: unitFacts({ ...FAILED, execMainStatus: 1 }), process: null, stopRequested: true },
    { kind: 'stopped' },
  ],
  [
    'a requested stop that ended in SIGKILL',
    { facts: unitFacts(TIMED_OUT), process: null, exits: [exitWith({ ...REQUESTED, verdict: STOP_TIMEOUT })] },
    { kind: 'stopped' },
  ],
  [
    'a requested stop that ended in SIGKILL this instant',
    { facts: unitFacts({ ...TIMED_OUT, execMainExitedAt: NOW - 50 }), process: null, stopRequested: true },
    { kind: 'stopping' },
  ],
  [
    'a limit of another kind that ended it on the same way',
    {
      facts: unitFacts(TIMED_OUT),
      process: null,
      stopRequested: true,
      exits: [exitWith({ ...LEFT_DOWN, verdict: { kind: 'start-timeout' } })],
    },
    { kind: 'failed', result: 'timeout', code: 2, status: 9 },
  ],
  [
    'a requested stop that was over before this program started',
    { facts: unitFacts({ ...FAILED, execMainStatus: 1 }), process: null, exits: [exitWith(REQUESTED)] },
    { kind: 'stopped' },
  ],
  [
    'a planned restart after which nothing came',
    {
      facts: unitFacts({ ...FAILED, execMainStatus: 75 }),
      process: null,
      exits: [exitWith({ ...LEFT_DOWN, verdict: { kind: 'planned-restart', by: 'us' }, isExpected: true })],
    },
    { kind: 'failed', result: 'exit-code', code: 1, status: 75 },
  ],
  [
    'the wait for an automatic restart',
    { facts: unitFacts({ ...AUTO_RESTART, stateChangedAt: NOW }), process: null },
    { kind: 'restarting-by-systemd', nextAt: NOW + 5000 },
  ],
  [
    'the wait for an automatic restart, by the name systemd 254 gives its flash',
    {
      facts: unitFacts({
        ...AUTO_RESTART,
        activeState: 'failed',
        subState: 'failed-before-auto-restart',
        stateChangedAt: NOW,
      }),
    },
    { kind: 'restarting-by-systemd', nextAt: NOW + 5000 },
  ],
  [
    'the third automatic restart in a row',
    { facts: unitFacts({ ...AUTO_RESTART, stateChangedAt: NOW }), process: null, automaticRestarts: [NOW, NOW, NOW] },
    { kind: 'crash-looping', restarts: 3, nextAt: NOW + 5000 },
  ],
  [
    'the next attempt in a crash loop',
    { home: home(null), process: null, automaticRestarts: [NOW, NOW, NOW] },
    { kind: 'crash-looping', restarts: 3, nextAt: null },
  ],
  [
    'the end of an attempt in a crash loop',
    {
      facts: unitFacts({ activeState: 'deactivating', subState: 'stop-post', mainPid: 0 }),
      process: null,
      automaticRestarts: [NOW, NOW, NOW],
    },
    { kind: 'crash-looping', restarts: 3, nextAt: null },
  ],
  [
    'a crash loop that is over, by time',
    { home: home(null), process: null, automaticRestarts: [NOW - 700_000, NOW - 700_000, NOW] },
    { kind: 'starting' },
  ],
  [
    'a stop with nobody to wait for',
    { facts: unitFacts(STOPPING), home: home(record({ gatewayState: 'draining', activeAgents: 0 })) },
    { kind: 'stopping' },
  ],
  [
    'a gateway that was started in a shell beside a stopped unit',
    { facts: unitFacts(STOPPED), process: OUTSIDE },
    { kind: 'outside-systemd', pid: 777 },
  ],
  [
    'a gateway that lives though the unit does not exist',
    { facts: unitFacts({ ...STOPPED, loadState: 'not-found' }), process: OUTSIDE },
    { kind: 'outside-systemd', pid: 777 },
  ],
  [
    'a gateway below a wrapper of its unit',
    { facts: unitFacts({ mainPid: 500 }), process: processFacts() },
    { kind: 'running', agents: 0 },
  ],
  [
    'a unit that does not exist',
    { facts: unitFacts({ ...STOPPED, loadState: 'not-found' }), process: null },
    { kind: 'not-installed', reason: 'not-found', detail: 'systemd knows no unit hermes-gateway.service' },
  ],
  [
    'a masked unit',
    { facts: unitFacts({ ...STOPPED, loadState: 'masked' }), process: null },
    { kind: 'not-installed', reason: 'masked', detail: 'hermes-gateway.service is masked' },
  ],
  [
    'a unit whose file does not parse',
    {
      facts: unitFacts({ ...STOPPED, loadState: 'bad-setting', loadError: 'Unit has a bad unit file setting.' }),
      process: null,
    },
    { kind: 'not-installed', reason: 'load-error', detail: 'Unit has a bad unit file setting.' },
  ],
  [
    'a unit whose file was removed while it runs',
    { facts: unitFacts({ loadState: 'not-found' }) },
    { kind: 'running', agents: 0 },
  ],
  [
    'a home that cannot be read',
    { home: home(null, { problem: 'cannot read /x: permission denied' }), process: null },
    { kind: 'degraded', reasons: ['cannot read /x: permission denied'], agents: null },
  ],
  ['our restart', { restart: restartRun(), facts: unitFacts(STOPPING) }, { kind: 'restarting', run: restartRun() }],
  [
    'our start of a failed unit',
    { operation: { kind: 'start', startedAt: NOW }, facts: unitFacts(FAILED), process: null },
    { kind: 'starting' },
  ],
  [
    'our stop, for the instant in which the unit reads failed',
    { operation: { kind: 'stop', startedAt: NOW }, facts: unitFacts(FAILED), process: null },
    { kind: 'stopping' },
  ],
  [
    'a restart job between its stop and its start',
    { facts: unitFacts({ ...STOPPED, job: { id: 7, type: 'restart', isOurs: false } }), process: null },
    { kind: 'starting' },
  ],
  [
    'an ActiveState of a later systemd',
    { facts: unitFacts({ activeState: 'hibernating' }) },
    { kind: 'degraded', reasons: ['systemd reports an unknown state, hibernating'], agents: null },
  ],
];

describe('gatewayStatus', () => {
  it.each(table)('%s', (_name, change, expected) => {
    const now = expected.kind === 'backing-off' ? NOW - 1 : NOW;
    const status = gatewayStatus(gateway(change), CONNECTED, now);
    expect(status).toEqual(expected.kind === 'backing-off' ? { ...expected, until: NOW } : expected);
  });

  it('keeps what was last known, and says that it is old, when systemd cannot be heard', () => {
    const bus = { kind: 'lost', reason: 'the bus closed the connection', since: NOW, retryAt: NOW + 250 } as const;
    expect(gatewayStatus(gateway(), bus, NOW)).toEqual({ kind: 'no-bus', bus });
  });

  it('stops backing off when the time is over', () => {
    const starts = [60, 50, 40, 30, 20, 10].map((s) => NOW - s * 1000);
    const sleeping = gateway({ home: home(null, { starts }), process: null });
    expect(gatewayStatus(sleeping, CONNECTED, NOW + 60_000).kind).toBe('starting');
  });
});

describe('gatewayPid', () => {
  it.each([
    ['the main process of the unit', gateway(), PID],
    ['a wrapper, as systemctl shows it', gateway({ facts: unitFacts({ mainPid: 500 }) }), 500],
    ['the process outside the unit', gateway({ facts: unitFacts(STOPPED), process: OUTSIDE }), 777],
    ['none, though the last process of the unit was seen a moment ago', gateway({ facts: unitFacts(STOPPED) }), null],
  ])('is %s', (_name, one, pid) => {
    expect(gatewayPid(one)).toBe(pid);
  });
});
