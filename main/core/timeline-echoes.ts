import type { Happened } from './timeline-entry';
import type { Exit } from './verdict';

/** What was asked for and what came of it are one thing to read. */
export function withoutEchoes(entries: readonly Happened[]): readonly Happened[] {
  const kept = entries.toSorted((left, right) => left.at - right.at);
  const follows = (index: number, is: (entry: Happened) => boolean) => {
    const at = kept[index]?.at ?? 0;
    for (let later = index + 1; later < kept.length; later += 1) {
      const entry = kept[later];
      if (entry === undefined || entry.at - at > ECHO_MS) break;
      if (is(entry)) return later;
    }
    return -1;
  };
  const echoes = new Set<number>();
  kept.forEach((entry, index) => {
    if (entry.kind === 'start-asked') {
      const began = follows(index, ({ kind }) => kind === 'run-began');
      const run = kept[began];
      if (run?.kind !== 'run-began') return;
      kept[began] = { ...run, isAsked: true };
      echoes.add(index);
    } else if (entry.kind === 'stop-asked') {
      if (follows(index, (one) => one.kind === 'exit' && isOurs(one.exit)) !== -1) echoes.add(index);
    } else if (entry.kind === 'restart' && entry.end !== null) {
      const ended = follows(index, (one) => one.kind === 'exit' && isOurs(one.exit));
      const exit = kept[ended];
      if (exit?.kind !== 'exit') return;
      kept[index] = { ...entry, exit: exit.exit };
      echoes.add(ended);
    }
  });
  return kept.filter((_, index) => !echoes.has(index));
}

/** The longest drain that anybody waits for. */
const ECHO_MS = 30 * 60_000;

function isOurs({ isExpected, verdict }: Exit): boolean {
  return isExpected && 'by' in verdict && verdict.by === 'us';
}
