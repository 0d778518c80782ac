import type { VirtualizerHandle } from 'virtua';
import type { Stretch } from './stretch';

interface RowScrollParts {
  readonly scroller: { readonly current: HTMLDivElement | null };
  readonly list: { readonly current: VirtualizerHandle | null };
  /** Set where it scrolls: the event that follows is not the person's. */
  readonly isOurs: { current: boolean };
  readonly stretch: Stretch;
}

export interface RowScroll {
  /** The rows that can be seen. */
  readonly visible: () => Stretch;
  readonly scrollTo: (row: number, where: 'centre' | 'nearest') => void;
  /** Scrolls on until all of a row can be seen, or its beginning stands at the top. */
  readonly reveal: (row: number) => void;
}

/**
 * Where rows are, and how to get there. By where they are now: virtua's own scrollToIndex goes on correcting itself for a
 * while, and to nowhere (NaN) when there are fewer rows by then.
 */
export function rowScroll({ scroller, list, isOurs, stretch }: RowScrollParts): RowScroll {
  const count = stretch.end - stretch.first;

  function visible(): Stretch {
    const [view, handle] = [scroller.current, list.current];
    if (view === null || handle === null || count === 0) return { first: stretch.first, end: stretch.first };
    const from = handle.findItemIndex(view.scrollTop + 1);
    const to = handle.findItemIndex(view.scrollTop + view.clientHeight - 1);
    return { first: stretch.first + from, end: stretch.first + Math.min(to, count - 1) + 1 };
  }

  function scrollTo(row: number, where: 'centre' | 'nearest'): void {
    const [view, handle] = [scroller.current, list.current];
    if (view === null || handle === null) return;
    const top = handle.getItemOffset(row - stretch.first);
    const height = handle.getItemSize(row - stretch.first);
    const before = view.scrollTop;
    const room = view.clientHeight - height;
    if (where === 'centre') view.scrollTop = top - room / 2;
    else if (top < before || room < 0) view.scrollTop = top;
    else if (top - room > before) view.scrollTop = top - room;
    // A scroll event comes only then.
    if (view.scrollTop !== before) isOurs.current = true;
  }

  function reveal(row: number): void {
    const [view, handle] = [scroller.current, list.current];
    if (view === null || handle === null) return;
    const bottom = handle.getItemOffset(row - stretch.first) + handle.getItemSize(row - stretch.first);
    if (bottom > view.scrollTop + view.clientHeight) scrollTo(row, 'nearest');
  }

  return { visible, scrollTo, reveal };
}
