import { describe, expect, it } from 'vitest';
import type { FlightRecord } from '../../main/core/flight-record';
import { entriesOf } from '../../main/core/timeline-entries';
import { entryMark, entryText } from '../../renderer/timeline-text';
import { NOW, UNIT } from '../fixtures/build';

const ASKED: FlightRecord = { at: NOW - 90_000, kind: 'update-asked', unit: UNIT, id: 'one', isWayBack: false };
const ENDED: FlightRecord = {
  at: NOW,
  kind: 'update-ended',
  unit: UNIT,
  id: 'one',
  outcome: 'done',
  from: '0.22.5',
  to: '0.23.3',
  awayMs: 41_000,
  interrupted: null,
  reason: null,
};

function entries(...records: readonly FlightRecord[]) {
  return entriesOf(records, { unit: UNIT, runs: [] }, { from: 0, to: NOW + 1 });
}

describe('an update in the timeline', () => {
  it('is one thing to read: what was asked for and what came of it', () => {
    const all = entries(ASKED, ENDED);
    expect(all).toMatchObject([{ kind: 'update', at: NOW - 90_000, end: { outcome: 'done', awayMs: 41_000 } }]);
    expect(all.map(entryText)).toEqual(['Hermes was updated from here: 0.22.5 → 0.23.3']);
  });

  it.each<[readonly FlightRecord[], string, string]>([
    [[ASKED], 'An update of Hermes was begun from here', 'moving'],
    [[{ ...ASKED, isWayBack: true }], 'A return to the code from before was begun from here', 'moving'],
    [[ASKED, { ...ENDED, outcome: 'failed', reason: 'no space' }], 'An update of Hermes failed', 'bad'],
    [[ASKED, { ...ENDED, outcome: 'cancelled' }], 'An update of Hermes was cancelled', 'moving'],
    [[ASKED, { ...ENDED, to: '0.22.5' }], 'An update of Hermes found nothing newer', 'moving'],
    [
      [ASKED, { ...ENDED, outcome: 'rolled-back', to: '0.22.5' }],
      'Hermes went back to the code from before (0.22.5)',
      'moving',
    ],
    [[ENDED], 'Hermes was updated from here: 0.22.5 → 0.23.3', 'moving'],
  ])('says how it went: %#', (records, text, tone) => {
    const [entry, ...others] = entries(...records);
    if (entry === undefined) throw new Error('nothing is told');
    expect(others).toEqual([]);
    expect([entryText(entry), entryMark(entry).tone]).toEqual([text, tone]);
  });

  it('is another’s where it was asked for there', () => {
    expect(entries({ ...ASKED, unit: 'hermes-gateway-coder.service' })).toEqual([]);
  });
});
