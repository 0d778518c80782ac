import { describe, expect, it } from 'vitest';
import { gatewaysInOrder, shownGateway } from '../../renderer/gateways';
import { appState, gateway, UNIT, unitFacts } from '../fixtures/build';

const WORK = 'hermes-gateway-work.service';
const work = gateway({ facts: unitFacts({ unit: WORK }) });
const both = gatewaysInOrder(appState([gateway({}), work]));

describe('the gateway that is shown', () => {
  it('is the one that was chosen', () => {
    expect(shownGateway(both, WORK, UNIT)?.unit).toBe(WORK);
  });

  it('stays the same as one is found that comes before it', () => {
    expect(shownGateway([work], null, null)?.unit).toBe(WORK);
    expect(shownGateway(both, null, WORK)?.unit).toBe(WORK);
  });

  it('is the first where the chosen one has gone', () => {
    expect(shownGateway([work], UNIT, UNIT)?.unit).toBe(WORK);
    expect(shownGateway([], UNIT, UNIT)).toBeNull();
  });
});
