import type { Explanation } from '../../main/core/gateway-text';
import { journalCommand } from '../../main/core/journal-command';
import type { Exit } from '../../main/core/verdict';
import type { Tone } from '../tone';
import { CodeText } from './code-text';
import { CommandLine } from './command-line';
import { EvidenceList } from './evidence-list';

interface ExitReportProps {
  readonly exit: Exit;
  readonly explanation: Explanation;
  readonly tone: Tone;
  readonly onCopy: () => void;
}

/** Why a gateway that nobody stopped is down, what follows, what to do, and what all that rests on. */
export function ExitReport({ exit, explanation, tone, onCopy }: ExitReportProps) {
  const { cause, consequence, advice } = explanation;
  return (
    <section className={`exit-report tone-${tone}`} aria-label="Why it is down">
      {cause !== null && <p className="exit-cause">{cause}.</p>}
      {consequence !== null && <p>{consequence}.</p>}
      {advice !== null && (
        <p>
          <CodeText text={`${advice}.`} />
        </p>
      )}
      <details>
        <summary>What this rests on</summary>
        <EvidenceList exit={exit} />
        <CommandLine command={journalCommand(exit.unit)} onCopy={onCopy} />
      </details>
    </section>
  );
}
