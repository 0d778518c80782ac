import { useLayoutEffect, useRef } from 'react';
import type { Stretch } from './stretch';

interface ScrollKept {
  readonly scroller: { readonly current: HTMLDivElement | null };
  readonly isOurs: { current: boolean };
  readonly stretch: Stretch;
  readonly revision: number;
  readonly isFollowing: boolean;
  readonly rowHeight: number;
}

/** The newest stays at the bottom; or what is looked at stays where it is, however many older ones come above it. */
export function useScrollKept({ scroller, isOurs, stretch, revision, isFollowing, rowHeight }: ScrollKept): void {
  const before = useRef({ first: stretch.first, revision, rowHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: when rows come at either end, not when anything is drawn anew
  useLayoutEffect(() => {
    const view = scroller.current;
    const { first, revision: former, rowHeight: formerHeight } = before.current;
    before.current = { first: stretch.first, revision, rowHeight };
    if (view === null) return;
    const top = view.scrollTop;
    if (isFollowing) view.scrollTop = view.scrollHeight;
    else if (former !== revision) return;
    else if (formerHeight !== rowHeight) view.scrollTop *= rowHeight / formerHeight;
    else if (first !== stretch.first) view.scrollTop += (first - stretch.first) * rowHeight;
    if (view.scrollTop !== top) isOurs.current = true;
  }, [stretch.first, stretch.end, revision, isFollowing, rowHeight]);
}
