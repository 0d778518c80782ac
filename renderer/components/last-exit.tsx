import type { Exit } from '../../main/core/verdict';
import { consequenceText, verdictText } from '../../main/core/verdict-text';

interface LastExitProps {
  readonly exit: Exit;
  readonly now: number;
}

/** Why it ended, what follows, and what that rests on. */
export function LastExit({ exit, now }: LastExitProps) {
  return (
    <section className="last-exit" aria-label="Why it ended">
      <p>
        <strong>{verdictText(exit)}.</strong> {consequenceText(exit, now)}.
      </p>
      <details>
        <summary>Evidence</summary>
        <ul>
          {exit.evidence.map(({ source, text, at }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list of one exit never changes, and its lines may be equal
            <li key={index}>
              <span className="evidence-source">
                {source}
                {at === null ? '' : ` ${timeOf(at)}`}
              </span>{' '}
              {text}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function timeOf(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }).format(at);
}
