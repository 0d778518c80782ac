import { describe, expect, it } from 'vitest';
import { gatewayStatus } from '../../../main/core/gateway-status';
import { headlineText } from '../../../main/core/gateway-text';
import type { Exit } from '../../../main/core/verdict';
import { gateway, NOW, unitFacts } from '../../fixtures/build';
import { exitWith, REQUESTED } from '../../fixtures/exits';

const LIES = unitFacts({ mainPid: 0, activeState: 'inactive', subState: 'dead', execMainExitedAt: NOW - 2000 });

function headline(exit: Partial<Exit>): string {
  const stopped = gateway({ facts: LIES, process: null, stopRequested: true, exits: [exitWith(exit)] });
  return headlineText(stopped, gatewayStatus(stopped, { kind: 'connected' }, NOW), NOW);
}

describe('the headline of a gateway that lies stopped', () => {
  it('says who asked for it', () => {
    expect(headline(REQUESTED)).toBe('Stopped on request');
    expect(headline({ ...REQUESTED, verdict: { kind: 'stopped-on-request', by: 'another-program' } })).toBe(
      'Stopped on request of another program',
    );
  });

  it.each(['planned-restart', 'restarted-on-request'] as const)(
    'is no restart where one was called off in its wait (%s)',
    (kind) => {
      expect(headline({ verdict: { kind, by: 'another-program' }, isExpected: true })).toBe('Stopped on request');
    },
  );
});
