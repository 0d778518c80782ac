import { describe, expect, it } from 'vitest';
import { type KeyAction, keyAction } from '../../renderer/logs/key-action';

const PLACE = {
  current: -5,
  first: -100,
  page: 20,
  isOnRow: true,
  hasTextSelected: false,
  isUnfolded: (row: number) => row === -5,
};

function pressed(keys: string, place: Partial<typeof PLACE> = {}): KeyAction | null {
  const held = keys.split('+');
  const event = {
    key: held.at(-1) ?? '',
    ctrlKey: held.includes('Control'),
    altKey: held.includes('Alt'),
    metaKey: held.includes('Meta'),
  };
  return keyAction(event, { ...PLACE, ...place });
}

describe('a key in the rows of a log', () => {
  it.each<[string, KeyAction | null]>([
    ['ArrowUp', { kind: 'go', to: -6 }],
    ['PageDown', { kind: 'go', to: 15 }],
    ['Home', { kind: 'go', to: -100 }],
    ['End', { kind: 'newest' }],
    // With Caps Lock.
    ['F', { kind: 'newest' }],
    ['Escape', { kind: 'clear' }],
    ['ArrowLeft', { kind: 'fold', row: -5 }],
    ['ArrowRight', null],
    ['Enter', { kind: 'fold', row: -5 }],
    ['Control+C', { kind: 'copy' }],
    ['Control+a', { kind: 'select-all' }],
    ['Control+f', null],
    ['Alt+ArrowUp', null],
    ['x', null],
  ])('%s does %j', (keys, action) => {
    expect(pressed(keys)).toEqual(action);
  });

  it('leaves a text that is selected, and a button in a row, their own', () => {
    expect(pressed('Control+c', { hasTextSelected: true })).toBeNull();
    expect(pressed('Enter', { isOnRow: false })).toBeNull();
    expect(pressed('ArrowRight', { current: -6 })).toEqual({ kind: 'fold', row: -6 });
  });
});
