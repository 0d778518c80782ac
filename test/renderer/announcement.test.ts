import { describe, expect, it } from 'vitest';
import { announcement } from '../../renderer/announcement';
import { appState, gateway, NOW, unitFacts } from '../fixtures/build';

describe('what is read out', () => {
  it('is the status of every gateway, the default profile first', () => {
    const work = unitFacts({
      unit: 'hermes-gateway-work.service',
      mainPid: 0,
      activeState: 'inactive',
      subState: 'dead',
    });
    const state = appState([gateway({ facts: work, process: null, home: null }), gateway({})]);
    expect(announcement(state, NOW)).toBe('default: Running · healthy. work: Stopped');
  });
});
