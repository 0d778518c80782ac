import { useState } from 'react';

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
        aria-label="Copy journal command"
        onClick={() => {
          onCopy();
          setIsCopied(true);
        }}
        onBlur={() => setIsCopied(false)}
      >
        {isCopied ? 'Copied' : command === null ? 'Copy journal command' : 'Copy'}
      </button>
    </div>
  );
}
