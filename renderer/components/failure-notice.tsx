import type { Answer } from '../../main/core/answers';
import { t } from '../../main/core/i18n';
import { journalCommand } from '../../main/core/journal-command';
import type { Result } from '../../main/core/result';
import { sentence } from '../../main/core/sentence';
import type { Gateway } from '../../main/core/state';
import { CodeText } from './code-text';
import { CommandLine } from './command-line';
import { Notice } from './notice';

interface FailureNoticeProps {
  readonly gateway: Gateway;
  readonly onCopy: () => Promise<Result<Answer>>;
}

/** The command that failed last: what happened, what to do, and where to look. Gone with the failure. */
export function FailureNotice({ gateway: { unit, failure, restart }, onCopy }: FailureNoticeProps) {
  if (failure === null) return null;
  const phase = restart?.phase;
  const isRestart = failure.operation === 'restart' && phase?.kind === 'failed';
  return (
    <Notice tone="bad" {...(isRestart ? { title: t('restart.failed') } : {})}>
      {isRestart ? (
        <>
          <p>{sentence(phase.reason)}.</p>
          <p>
            <CodeText text={phase.hint} />
          </p>
        </>
      ) : (
        <p>
          <CodeText text={failure.message} />
        </p>
      )}
      {/* A hint that names the command would have it twice. */}
      <CommandLine
        command={isRestart && phase.hint.includes('journalctl ') ? null : journalCommand(unit)}
        onCopy={onCopy}
      />
    </Notice>
  );
}
