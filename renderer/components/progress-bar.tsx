interface ProgressBarProps {
  readonly percent: number;
  /** What it is of, for whoever does not see what stands beside it. */
  readonly name: string;
}

/** A bar with its number. */
export function ProgressBar({ percent, name }: ProgressBarProps) {
  return (
    <div className="restart-bar">
      <progress value={percent} max={100} aria-label={name}>
        {percent} %
      </progress>
      <span className="restart-percent" aria-hidden="true">
        {percent} %
      </span>
    </div>
  );
}
