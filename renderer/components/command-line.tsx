import { useState } from 'react';
import type { Answer } from '../../main/core/answers';
import { t } from '../../main/core/i18n';
import type { Result } from '../../main/core/result';

interface CommandLineProps {
  /** Null where it stands above already. */
  readonly command: string | null;
  /** What the button is called where nobody sees what stands beside it; without it, it copies the journal's command. */
  readonly name?: string;
  /** What stands on it. */
  readonly label?: string;
  readonly onCopy: () => Promise<Result<Answer>>;
}

/** A command for a terminal, to be read, marked or copied. */
export function CommandLine({ command, name = t('button.copyJournal'), label, onCopy }: CommandLineProps) {
  const [outcome, setOutcome] = useState<'copied' | 'not-copied' | null>(null);
  const atRest = label ?? (command === null ? name : t('button.copy'));

  async function copy(): Promise<void> {
    const { ok } = await onCopy();
    setOutcome(ok ? 'copied' : 'not-copied');
  }

  return (
    <div className="command-line">
      {command !== null && <code>{command}</code>}
      <button
        type="button"
        className="button button-small"
        aria-label={outcome === null ? name : undefined}
        onClick={() => void copy()}
        onBlur={() => setOutcome(null)}
      >
        {outcome === null ? atRest : t(outcome === 'copied' ? 'button.copied' : 'button.notCopied')}
      </button>
      {/* That a button is called something else now is read out by few. */}
      <span className="visually-hidden" role="status">
        {outcome !== null && t(outcome === 'copied' ? 'button.copied' : 'button.notCopied')}
      </span>
    </div>
  );
}
