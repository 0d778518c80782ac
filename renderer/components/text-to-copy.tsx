import type { RunCommand } from '../../main/core/answers';
import { t } from '../../main/core/i18n';
import { CommandLine } from './command-line';

interface TextToCopyProps {
  readonly text: string;
  readonly runCommand: RunCommand;
}

/** A command, or some lines of a file, to be pasted elsewhere. */
export function TextToCopy({ text, runCommand }: TextToCopyProps) {
  return (
    <CommandLine
      command={text}
      name={t('button.copyNamed', { text })}
      onCopy={() => runCommand({ kind: 'copy-text', text })}
    />
  );
}
