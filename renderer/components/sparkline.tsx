import type { Line } from '../usage-history';

interface SparklineProps {
  readonly lines: readonly Line[];
  /** The time that it is as wide as. */
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  /** What it shows, in words. */
  readonly label: string;
}

const WIDTH = 240;
const HEIGHT = 36;
/** So that the line is not cut at its edges. */
const MARGIN = 2;

/** A small graph without an axis: the numbers stand beside it. */
export function Sparkline({ lines, from, to, low, high, label }: SparklineProps) {
  const x = (at: number) => round(((at - from) / (to - from)) * WIDTH);
  const y = (value: number) => round(HEIGHT - MARGIN - ((value - low) / (high - low)) * (HEIGHT - 2 * MARGIN));
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {lines.map((line) => {
        const [first, last] = [line[0], line.at(-1)];
        if (first === undefined || last === undefined) return null;
        const path = line.map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('');
        return (
          <g key={first.at}>
            <path className="sparkline-area" d={`${path}L${x(last.at)} ${HEIGHT}L${x(first.at)} ${HEIGHT}Z`} />
            {/* One value alone is a dot: a line of no length with round ends. */}
            <path className="sparkline-line" d={line.length === 1 ? `${path}h0` : path} />
          </g>
        );
      })}
    </svg>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
