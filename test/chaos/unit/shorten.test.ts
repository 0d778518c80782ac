import { describe, expect, it } from 'vitest';
import { shorten } from '../shorten';

const AMPLE = { replays: 1000, milliseconds: 1000 };
const TEN = [...'abcdefghij'];

/** A fault that shows at the last event when these came before it, in this order. */
function faultAfter(...causes: readonly string[]) {
  const played: string[] = [];
  return {
    played,
    async shows(sequence: readonly string[]) {
      played.push(sequence.join(''));
      const before = sequence.slice(0, -1);
      let from = 0;
      return causes.every((cause) => {
        const at = before.indexOf(cause, from);
        from = at + 1;
        return at !== -1;
      });
    },
  };
}

describe('the shortest sequence', () => {
  it.each([
    [[], 'j'],
    [['a'], 'aj'],
    [['c', 'g'], 'cgj'],
    [['a', 'b', 'i'], 'abij'],
  ])('of a fault after %j is found, out of ten events', async (causes, expected) => {
    const { shows, played } = faultAfter(...causes);
    const found = await shorten(TEN, shows, AMPLE);
    expect(found.sequence?.join('')).toBe(expected);
    expect(found.isMinimal).toBe(true);
    expect(found.replays).toBe(played.length);
    expect(played[0]).toBe('abcdefghij');
  });

  it('is none where the fault is not seen again', async () => {
    const found = await shorten(TEN, async () => false, AMPLE);
    expect(found).toEqual({ sequence: null, replays: 1, isMinimal: false });
  });

  it('is as short as the replays allow, and says so', async () => {
    const found = await shorten(TEN, faultAfter('c', 'g').shows, { ...AMPLE, replays: 4 });
    expect(found.replays).toBe(4);
    expect(found.isMinimal).toBe(false);
    expect(found.sequence?.at(-1)).toBe('j');
  });

  it('is as short as the time allows', async () => {
    let time = 0;
    const { shows } = faultAfter('c', 'g');
    const slow = (sequence: readonly string[]) => {
      time += 300;
      return shows(sequence);
    };
    const found = await shorten(TEN, slow, AMPLE, () => time);
    expect(found.replays).toBe(4);
    expect(found.isMinimal).toBe(false);
  });
});
