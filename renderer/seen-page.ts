/** Whether somebody can see the page, which is all that what ticks or asks in it needs of it. */
export interface SeenPage {
  isHidden(): boolean;
  /** Tells of every change of that, until the returned function is called. */
  onVisibility(listener: () => void): () => void;
}

/** The page that this runs in. */
export const thisPage: SeenPage = {
  isHidden: () => document.visibilityState === 'hidden',
  onVisibility(listener) {
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  },
};
