import { t } from '../../main/core/i18n';
import type { RestartRun } from '../../main/core/restart-run';
import { restartLine, restartPercent } from '../../main/core/restart-text';

interface RestartProgressBarProps {
  readonly run: RestartRun;
  readonly now: number;
}

export function RestartProgressBar({ run, now }: RestartProgressBarProps) {
  const percent = restartPercent(run, now);
  return (
    <div className="restart-progress">
      <div className="restart-bar">
        <progress value={percent} max={100} aria-label={t('button.restart')}>
          {percent} %
        </progress>
        <span className="restart-percent" aria-hidden="true">
          {percent} %
        </span>
      </div>
      <p>{restartLine(run, now)}</p>
    </div>
  );
}
