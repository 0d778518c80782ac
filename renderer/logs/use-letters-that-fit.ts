import { useEffect, useState } from 'react';

/** Of the monospaced letters, at 12.5 px. */
const LETTER_WIDTH = 7.6;
/** What stands beside a message in its line: time, level and names; the button that unfolds it. As in logs.css. */
const BESIDE_MESSAGE = 590;
const NARROW_BESIDE_MESSAGE = 60;

/** How many letters of a message can be seen in its line. */
export function useLettersThatFit(scroller: { readonly current: HTMLDivElement | null }, isNarrow: boolean): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const view = scroller.current;
    if (view === null) return;
    const observer = new ResizeObserver(() => setWidth(view.clientWidth));
    observer.observe(view);
    return () => observer.disconnect();
  }, [scroller]);
  return Math.max(0, Math.floor((width - (isNarrow ? NARROW_BESIDE_MESSAGE : BESIDE_MESSAGE)) / LETTER_WIDTH));
}
