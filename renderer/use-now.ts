import { useEffect, useState } from 'react';
import { thisPage } from './seen-page';

const TICK_MS = 1000;

/** The time, moving once a second while somebody can see the page. Never older than `atLeast`, the state it is shown with. */
export function useNow(atLeast: number): number {
  const [now, setNow] = useState(Date.now);

  useEffect(() => {
    let timer: number | null = null;

    function follow(): void {
      if (timer !== null) window.clearInterval(timer);
      timer = null;
      if (thisPage.isHidden()) return;
      setNow(Date.now());
      timer = window.setInterval(() => setNow(Date.now()), TICK_MS);
    }

    follow();
    const unfollow = thisPage.onVisibility(follow);
    return () => {
      unfollow();
      if (timer !== null) window.clearInterval(timer);
    };
  }, []);

  return Math.max(now, atLeast);
}
