import type { Usage } from '../main/core/usage';
import type { SeenPage } from './seen-page';

export interface SamplerParts {
  readonly page: SeenPage;
  /** Null where there is nothing to be told. */
  ask(): Promise<Usage | null>;
  take(usage: Usage): void;
}

export const SAMPLE_MS = 2000;

/**
 * Asks what a gateway uses, at once and then every two seconds, for as long as somebody can see the page: a hidden one asks
 * for nothing. Never twice at a time. Ends when the returned function is called.
 */
export function sampleUsage({ page, ask, take }: SamplerParts): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isAsking = false;
  let isOver = false;

  async function sample(): Promise<void> {
    timer = null;
    if (isAsking || isOver || page.isHidden()) return;
    isAsking = true;
    const usage = await ask();
    isAsking = false;
    if (isOver) return;
    if (usage !== null) take(usage);
    if (!page.isHidden()) timer = setTimeout(sample, SAMPLE_MS);
  }

  function rest(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function follow(): void {
    rest();
    void sample();
  }

  const unfollow = page.onVisibility(follow);
  follow();
  return () => {
    isOver = true;
    rest();
    unfollow();
  };
}
