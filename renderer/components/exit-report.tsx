import type { Answer } from '../../main/core/answers';
import type { Explanation } from '../../main/core/gateway-text';
import { t } from '../../main/core/i18n';
import { journalCommand } from '../../main/core/journal-command';
import type { Result } from '../../main/core/result';
import type { Exit } from '../../main/core/verdict';
import type { Tone } from '../tone';
import { CodeText } from './code-text';
import { CommandLine } from './command-line';
import { EvidenceList, type OpenLog } from './evidence-list';

interface ExitReportProps {
  readonly exit: Exit;
  readonly explanation: Explanation;
  readonly tone: Tone;
  readonly onCopy: () => Promise<Result<Answer>>;
  readonly onOpenLog: OpenLog;
}

/** Why a gateway that nobody stopped is down, what follows, what to do, and what all that rests on. */
export function ExitReport({ exit, explanation, tone, onCopy, onOpenLog }: ExitReportProps) {
  const { cause, consequence, advice } = explanation;
  return (
    <section className={`exit-report tone-${tone}`} aria-label={t('exit.why')}>
      {cause !== null && <p className="exit-cause">{cause}.</p>}
      {consequence !== null && <p>{consequence}.</p>}
      {advice !== null && (
        <p>
          <CodeText text={`${advice}.`} />
        </p>
      )}
      <details>
        <summary>{t('exit.evidence')}</summary>
        <EvidenceList exit={exit} onOpenLog={onOpenLog} />
        <CommandLine command={journalCommand(exit.unit)} onCopy={onCopy} />
      </details>
    </section>
  );
}
