import { restartProgress } from '../../main/core/restart-progress';
import type { RestartRun } from '../../main/core/restart-run';
import { restartLine } from '../../main/core/restart-text';

interface RestartProgressBarProps {
  readonly run: RestartRun;
  readonly now: number;
}

export function RestartProgressBar({ run, now }: RestartProgressBarProps) {
  const percent = Math.floor(restartProgress(run, now) * 100);
  return (
    <div className="restart-progress">
      <progress value={percent} max={100} aria-label="Restart">
        {percent} %
      </progress>
      <p className="fine-print">{restartLine(run, now)}</p>
    </div>
  );
}
