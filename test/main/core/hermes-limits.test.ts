import { describe, expect, it } from 'vitest';
import { hermesGeneration } from '../../../main/core/hermes-generation';
import { cutsSoon, drainDeadline, drainLimits, restartLimits } from '../../../main/core/hermes-limits';
import { NO_CONFIG } from '../../../main/core/home-facts';
import type { Gateway } from '../../../main/core/state';
import { NOW } from '../../fixtures/build';
import { gatewayOf, type PlayedVersion } from '../../fixtures/restart-play';

const MINUTE = 60_000;

function withEnvironment(version: PlayedVersion, ...environment: readonly string[]): Gateway {
  return gatewayOf(version, {}, { environment });
}

function configured(version: PlayedVersion, config: Partial<typeof NO_CONFIG>, environment: readonly string[] = []) {
  return gatewayOf(version, {}, { environment }, { config: { ...NO_CONFIG, ...config } });
}

describe('hermesGeneration', () => {
  it.each([
    ['0.11', '0.11'],
    ['0.14', '0.14'],
    ['0.16', '0.16'],
    ['0.19', '0.19'],
    ['0.21', '0.20'],
  ] as const)('sees a %s by what it writes', (version, generation) => {
    expect(hermesGeneration(gatewayOf(version))).toBe(generation);
  });

  it.each([
    ['0.11', '0.11'],
    ['0.14', '0.14'],
    ['0.16', '0.16'],
    ['0.19', '0.19'],
    ['0.21', '0.20'],
  ] as const)('sees a %s by its unit while it has written nothing', (version, generation) => {
    expect(hermesGeneration(gatewayOf(version, {}, {}, { stateFile: { kind: 'absent' } }))).toBe(generation);
  });

  it('believes the process rather than a unit that an update has rewritten under it', () => {
    const gateway = gatewayOf('0.21', { codeVersion: null });
    expect(hermesGeneration(gateway)).toBe('0.19');
  });

  it('sees a 0.20 by its control socket', () => {
    expect(hermesGeneration(gatewayOf('0.19', {}, {}, { controlSocket: '/run/gateway.sock' }))).toBe('0.20');
  });
});

describe('drainLimits', () => {
  it.each([
    ['0.11', 0, 60],
    ['0.14', 0, 180],
    ['0.16', 0, 180],
    ['0.19', 0, 0],
    ['0.21', 1800, 0],
  ] as const)('are the defaults of %s: %i s for turns, %i s of drain', (version, turns, drain) => {
    expect(drainLimits(gatewayOf(version))).toEqual({ afterTurnMs: turns * 1000, drainMs: drain * 1000 });
  });

  it('tells a 0.17 whose drain is 0 by its unit', () => {
    expect(drainLimits(gatewayOf('0.16', {}, { timeoutStopMs: 90_000 })).drainMs).toBe(0);
  });

  it('waits six hours for turns in 0.20', () => {
    expect(drainLimits(gatewayOf('0.21', { codeVersion: '0.20.6' })).afterTurnMs).toBe(360 * MINUTE);
  });

  it('takes the configuration first, in 0.11 the environment', () => {
    const variable = 'HERMES_RESTART_DRAIN_TIMEOUT=20';
    expect(drainLimits(configured('0.19', { restartDrainTimeoutMs: 45_000 }, [variable])).drainMs).toBe(45_000);
    expect(drainLimits(configured('0.11', { restartDrainTimeoutMs: 45_000 }, [variable])).drainMs).toBe(20_000);
    expect(drainLimits(withEnvironment('0.19', variable)).drainMs).toBe(20_000);
    expect(drainLimits(withEnvironment('0.19', variable, 'HERMES_RESTART_DRAIN_TIMEOUT=30')).drainMs).toBe(30_000);
  });

  it('takes a 0 for a 0, and words for nothing', () => {
    expect(drainLimits(configured('0.11', { restartDrainTimeoutMs: 0 })).drainMs).toBe(0);
    expect(drainLimits(withEnvironment('0.11', 'HERMES_RESTART_DRAIN_TIMEOUT=soon')).drainMs).toBe(MINUTE);
  });

  it('knows no wait for turns before 0.20', () => {
    expect(drainLimits(configured('0.19', { restartAfterTurnTimeoutMs: 1000 })).afterTurnMs).toBe(0);
    expect(drainLimits(configured('0.21', { restartAfterTurnTimeoutMs: 1000 })).afterTurnMs).toBe(1000);
  });
});

describe('restartLimits', () => {
  it('leaves a graceful end the turns, the drain and the time of Hermes’ own watchdog', () => {
    expect(restartLimits(gatewayOf('0.11'), 'graceful')).toMatchObject({ drainMs: 60_000, exitMs: 130_000 });
    expect(restartLimits(gatewayOf('0.21'), 'graceful').exitMs).toBe(30 * MINUTE + 70_000);
  });

  it('leaves an end by systemd the time after which systemd kills', () => {
    expect(restartLimits(gatewayOf('0.11'), 'now').exitMs).toBe(100_000);
  });

  it('ends where a unit may take for ever', () => {
    const gateway = gatewayOf('0.21', {}, { timeoutStopMs: null, timeoutStartMs: null, restartDelayMs: null });
    expect(restartLimits(gateway, 'now').exitMs).toBeLessThan(20 * MINUTE);
    expect(restartLimits(gateway, 'now').startMs).toBeLessThan(20 * MINUTE);
  });
});

describe('drainDeadline', () => {
  const draining = (version: PlayedVersion) => ({ ...gatewayOf(version), drainingSince: NOW });

  it('is that of the drain that is under way', () => {
    expect(drainDeadline(draining('0.11'), 'restart')).toBe(NOW + MINUTE);
    expect(drainDeadline(draining('0.21'), 'restart')).toBe(NOW + 30 * MINUTE);
    expect(drainDeadline(draining('0.21'), 'stop')).toBe(NOW);
    const patient = gatewayOf('0.14', {}, { timeoutStopMs: 90_000 });
    expect(drainDeadline({ ...patient, drainingSince: NOW }, 'stop')).toBe(NOW + 90_000);
  });

  it('is none for a request, and where nothing drains', () => {
    expect(drainDeadline(draining('0.19'), 'request')).toBeNull();
    expect(drainDeadline(gatewayOf('0.11'), 'restart')).toBeNull();
  });
});

describe('a graceful restart', () => {
  it('cuts at once by the defaults of 0.19', () => {
    expect((['0.11', '0.14', '0.16', '0.19', '0.21'] as const).filter((one) => cutsSoon(gatewayOf(one)))).toEqual([
      '0.19',
    ]);
  });

  it.each([
    [1, 0, true],
    [29, 0, true],
    [30, 0, false],
    [0, 60, false],
  ])('with a drain of %i s and %i s for turns cuts soon: %s', (drain, turns, expected) => {
    const config = { restartDrainTimeoutMs: drain * 1000, restartAfterTurnTimeoutMs: turns * 1000 };
    expect(cutsSoon(gatewayOf('0.21', {}, {}, { config }))).toBe(expected);
  });
});
