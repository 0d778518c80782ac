import { writeFileSync } from 'node:fs';

/** One line of the result. `ratio` is ours over the peer's. */
export interface Figure {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly ratio: number;
  /** As it is put to a person; with `met`, only where there is a target. */
  readonly target?: string;
  readonly met?: boolean;
}

export function figure(name: string, ours: number, peer: number, peerName: string): Figure {
  return { name, ours: round(ours), peer: round(peer), peerName, ratio: ours === peer ? 1 : round(ours / peer) };
}

/** Adds a target, and whether it is met. */
export function withTarget(base: Figure, target: string, met: boolean): Figure {
  return { ...base, target, met };
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function printFigures(figures: readonly Figure[], file: string): void {
  const rows = figures.map((one) => [
    one.name,
    String(one.ours),
    `${one.peer} (${one.peerName})`,
    `${one.ratio}×`,
    one.target === undefined ? '' : `${one.target}: ${one.met ? 'met' : 'MISSED'}`,
  ]);
  const table = [['figure', 'ours', 'peer', 'ratio', 'target'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
  console.log(`\n${file}`);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
