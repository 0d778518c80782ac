import { t } from '../../main/core/i18n';
import { deadlineText, restartSteps } from '../../main/core/restart-deadline';
import type { RestartRun } from '../../main/core/restart-run';
import { restartLine, restartPercent } from '../../main/core/restart-text';
import type { UnitPolicy } from '../../main/core/unit-facts';
import { ProgressBar } from './progress-bar';

interface RestartProgressBarProps {
  readonly run: RestartRun;
  readonly policy: UnitPolicy;
  readonly now: number;
}

/** How far a restart is, what it is at, and what happens if that takes too long. */
export function RestartProgressBar({ run, policy, now }: RestartProgressBarProps) {
  const { steps, current } = restartSteps(run);
  const at = current === null ? -1 : steps.indexOf(current);
  const deadline = deadlineText(run, policy);
  return (
    <div className="restart-progress">
      <ProgressBar percent={restartPercent(run, now)} name={t('button.restart')} />
      <ol className="restart-steps" aria-label={t('restart.steps')}>
        {steps.map((name, index) => (
          <li key={name} className="restart-step" aria-current={index === at ? 'step' : undefined}>
            <span aria-hidden="true">{index < at ? '✓' : index === at ? '●' : '○'}</span> {t(`restart.step.${name}`)}
          </li>
        ))}
      </ol>
      <p>{restartLine(run, now)}</p>
      {deadline !== null && <p>{deadline}.</p>}
    </div>
  );
}
