import { describe, expect, it } from 'vitest';
import { isGatewayUnit, unitsToFollow } from '../../../main/core/discovery';
import { formatDuration } from '../../../main/core/duration';
import { classifyUnitName, gatewayDisplayName, isServiceName, toServiceName } from '../../../main/core/unit-name';
import { mayBeFlash } from '../../../main/core/unit-status';
import { POLICY, unitFacts } from '../../fixtures/build';

describe('classifyUnitName', () => {
  it.each([
    ['hermes-gateway.service', { kind: 'default' }],
    ['hermes-gateway-coder.service', { kind: 'profile', profile: 'coder' }],
    ['hermes-gateway-1a2b3c4d.service', { kind: 'profile', profile: '1a2b3c4d' }],
    ['hermes-gateway-planned-restart-4711.service', { kind: 'planned-restart' }],
    ['hermes.service', { kind: 'legacy' }],
    ['hermes-gateway-Coder.service', { kind: 'foreign' }],
    ['hermes-gateway@x.service', { kind: 'foreign' }],
    ['my-hermes-gateway.service', { kind: 'foreign' }],
    ['hermes-gateway-.service', { kind: 'foreign' }],
  ])('%s', (name, expected) => {
    expect(classifyUnitName(name)).toEqual(expected);
  });

  it('names gateways as a person does', () => {
    expect(gatewayDisplayName('hermes-gateway.service')).toBe('default');
    expect(gatewayDisplayName('hermes-gateway-coder.service')).toBe('coder');
    expect(gatewayDisplayName('odd.service')).toBe('odd');
  });

  it('knows what systemd takes as a name', () => {
    expect(isServiceName(toServiceName('hermes-gateway'))).toBe(true);
    expect(isServiceName('a b.service')).toBe(false);
    expect(isServiceName('x.timer')).toBe(false);
  });
});

describe('unitsToFollow', () => {
  const listed = [
    'hermes-gateway.service',
    'hermes-gateway-coder.service',
    'hermes-gateway-planned-restart-1.service',
    'hermes-gateway@.service',
    'hermes.service',
  ];

  it('follows what has the exact name of a gateway', () => {
    expect(unitsToFollow(listed, null)).toEqual([
      'hermes-gateway.service',
      'hermes-gateway-coder.service',
      'hermes.service',
    ]);
  });

  it('follows only the named ones, there or not', () => {
    expect(unitsToFollow(listed, ['other.service', 'other.service'])).toEqual(['other.service']);
  });
});

describe('isGatewayUnit', () => {
  const exporter = { ...POLICY, execStart: ['/usr/bin/exporter', '--listen', ':9000'] };
  it.each([
    ['a gateway', unitFacts({ unit: 'hermes-gateway-coder.service' }), true],
    [
      'the default unit, whatever wrapper runs it',
      unitFacts({ policy: { ...POLICY, execStart: ['/bin/wrap'] } }),
      true,
    ],
    ['another program of a like name', unitFacts({ unit: 'hermes-gateway-exporter.service', policy: exporter }), false],
    ['a transient unit', unitFacts({ policy: { ...POLICY, transient: true } }), false],
    ['a unit that is gone', unitFacts({ loadState: 'not-found', activeState: 'inactive' }), false],
    ['a unit whose file is gone while it runs', unitFacts({ loadState: 'not-found' }), true],
    ['hermes.service of something else', unitFacts({ unit: 'hermes.service', policy: exporter }), false],
    ['hermes.service of an old Hermes', unitFacts({ unit: 'hermes.service' }), true],
    ['a masked profile', unitFacts({ unit: 'hermes-gateway-x.service', loadState: 'masked' }), true],
  ])('%s', (_name, facts, expected) => {
    expect(isGatewayUnit(facts)).toBe(expected);
  });
});

describe('mayBeFlash', () => {
  const running = unitFacts();
  const failed = unitFacts({ activeState: 'failed', subState: 'failed' });
  const dead = unitFacts({ activeState: 'inactive', subState: 'dead' });
  const waiting = unitFacts({ activeState: 'activating', subState: 'auto-restart' });
  const STOP_JOB = { id: 1, type: 'stop', isOurs: false };
  const stopping = unitFacts({ activeState: 'deactivating', subState: 'stop-sigterm' });
  it.each([
    ['a crash', running, failed, true],
    ['the end of the wait for a restart', waiting, dead, true],
    ['a crash of a unit that nobody revives', running, { ...failed, policy: { ...POLICY, restart: 'no' } }, false],
    ['a requested stop', stopping, dead, false],
    ['a requested stop that goes on to its ExecStopPost=', { ...running, job: STOP_JOB }, failed, false],
    ['a start that ran into its timeout', stopping, { ...failed, result: 'timeout' }, true],
    ['a state that stays', failed, dead, false],
    ['the first facts', null, failed, false],
    ['a start', dead, running, false],
  ])('%s', (_name, previous, next, expected) => {
    expect(mayBeFlash(previous, next)).toBe(expected);
  });
});

describe('formatDuration', () => {
  it.each([
    [-5, '0 s'],
    [999, '0 s'],
    [41_000, '41 s'],
    [12 * 60_000 + 5000, '12 min'],
    [3_600_000, '1 h'],
    [3_600_000 * 4 + 60_000 * 7, '4 h 7 min'],
    [3_600_000 * 76, '3 d 4 h'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
