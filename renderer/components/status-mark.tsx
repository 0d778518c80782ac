import type { Tone } from '../tone';

/** The mark stands beside words that say the same, so it is not read out. */
export function StatusMark({ tone, mark }: { readonly tone: Tone; readonly mark: string }) {
  return (
    <span className={`mark tone-${tone}`} aria-hidden="true">
      {mark}
    </span>
  );
}
