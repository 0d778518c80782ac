import { t } from '../../main/core/i18n';
import type { ActiveUpdateRun } from '../../main/core/update-run';
import { updateLine, updatePercent } from '../../main/core/update-text';
import { ProgressBar } from './progress-bar';

interface UpdateProgressBarProps {
  readonly run: ActiveUpdateRun;
  readonly now: number;
  /** Leads to the whole of it; without it, this is there. */
  readonly onShow?: () => void;
}

/** How far an update is, and what it is at. */
export function UpdateProgressBar({ run, now, onShow }: UpdateProgressBarProps) {
  return (
    <div className="restart-progress">
      <ProgressBar percent={updatePercent(run, now)} name={t('update.progress')} />
      <p>{updateLine(run)}</p>
      {onShow !== undefined && (
        <button type="button" className="button button-small update-show" onClick={onShow}>
          {t('update.show')}
        </button>
      )}
    </div>
  );
}
