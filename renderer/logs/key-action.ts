/** What is used of a keyboard event. */
interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

interface KeyPlace {
  /** The row that the keyboard is on. */
  readonly current: number;
  readonly first: number;
  /** How many rows make a page. */
  readonly page: number;
  /** And not on a button in it. */
  readonly isOnRow: boolean;
  readonly hasTextSelected: boolean;
  readonly isUnfolded: (row: number) => boolean;
}

export type KeyAction =
  | { readonly kind: 'copy' }
  | { readonly kind: 'select-all' }
  | { readonly kind: 'go'; readonly to: number }
  | { readonly kind: 'newest' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'fold'; readonly row: number };

/** What a key does in the rows of a log; null for what is none of theirs. */
export function keyAction({ key, ctrlKey, altKey, metaKey }: Key, place: KeyPlace): KeyAction | null {
  const { current, first, page } = place;
  if (altKey || metaKey) return null;
  // Capitals with Caps Lock.
  const pressed = key.length === 1 ? key.toLowerCase() : key;
  if (ctrlKey) {
    if (pressed === 'a') return { kind: 'select-all' };
    // What is selected as text is copied as text.
    return pressed === 'c' && !place.hasTextSelected ? { kind: 'copy' } : null;
  }
  switch (pressed) {
    case 'ArrowUp':
      return { kind: 'go', to: current - 1 };
    case 'ArrowDown':
      return { kind: 'go', to: current + 1 };
    case 'PageUp':
      return { kind: 'go', to: current - page };
    case 'PageDown':
      return { kind: 'go', to: current + page };
    case 'Home':
      return { kind: 'go', to: first };
    case 'End':
    case 'f':
      return { kind: 'newest' };
    case 'Escape':
      return { kind: 'clear' };
    case 'ArrowRight':
    case 'ArrowLeft':
      return place.isUnfolded(current) === (pressed === 'ArrowRight') ? null : { kind: 'fold', row: current };
    case 'Enter':
    case ' ':
      return place.isOnRow ? { kind: 'fold', row: current } : null;
    default:
      return null;
  }
}
