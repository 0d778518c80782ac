import { describe, expect, it } from 'vitest';
import { announcement, NOTHING_READ } from '../../renderer/announcement';
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
    expect(announcement(NOTHING_READ, state, NOW).text).toBe('default: Running · healthy. work: Stopped');
  });

  it('is only what has changed, and stays while nothing does', () => {
    const unit = 'hermes-gateway-work.service';
    const work = gateway({ facts: unitFacts({ unit }) });
    const down = unitFacts({ unit, mainPid: 0, activeState: 'inactive', subState: 'dead' });
    const first = announcement(NOTHING_READ, appState([gateway({}), work]), NOW);
    const second = announcement(
      first,
      appState([gateway({}), gateway({ facts: down, process: null, home: null })]),
      NOW,
    );
    expect(second.text).toBe('work: Stopped');
    const third = announcement(
      second,
      appState([gateway({}), gateway({ facts: down, process: null, home: null })]),
      NOW + 1000,
    );
    expect(third.text).toBe('work: Stopped');
  });
});
