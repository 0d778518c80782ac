import { useState } from 'react';
import { t } from '../../main/core/i18n';

interface CommandLineProps {
  /** Null where it stands above already. */
  readonly command: string | null;
  readonly onCopy: () => void;
}

/** A command for a terminal, to be read, marked or copied. */
export function CommandLine({ command, onCopy }: CommandLineProps) {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div className="command-line">
      {command !== null && <code>{command}</code>}
      <button
        type="button"
        className="button button-small"
        aria-label={t('button.copyJournal')}
        onClick={() => {
          onCopy();
          setIsCopied(true);
        }}
        onBlur={() => setIsCopied(false)}
      >
        {isCopied ? t('button.copied') : command === null ? t('button.copyJournal') : t('button.copy')}
      </button>
    </div>
  );
}
