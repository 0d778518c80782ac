import { formatDuration } from '../../main/core/duration';
import { t } from '../../main/core/i18n';
import type { Usage } from '../../main/core/usage';
import { formatBytes, formatNumber } from '../dates';
import { cpuLines, HISTORY_MS, type Line, memoryLines } from '../usage-history';
import { SAMPLE_MS } from '../usage-sampler';
import { Sparkline } from './sparkline';

/** What a gateway uses, and has used in the last minutes. The last sample is the last. */
export function UsagePanel({ samples }: { readonly samples: readonly Usage[] }) {
  const last = samples.at(-1);
  const isMeasured = last !== undefined;
  return (
    <section className="usage" aria-label={t('usage.title')}>
      <UsageGraph
        name={t('usage.memory')}
        lines={memoryLines(samples)}
        to={last?.at ?? 0}
        // What it grew by shows, and what it trembles by does not.
        scale={(least, most) => {
          const room = Math.max(0.1 * most, most - least) / 2;
          const middle = (most + least) / 2;
          return [Math.max(0, middle - room), middle + room];
        }}
        format={formatBytes}
        missing={t(isMeasured ? 'usage.notTold' : 'usage.waiting')}
        note={last?.tasks == null ? null : `· ${t('usage.tasks', { count: last.tasks })}`}
      />
      <UsageGraph
        name={t('usage.cpu')}
        lines={cpuLines(samples)}
        to={last?.at ?? 0}
        scale={(_, most) => [0, Math.max(0.1, most)]}
        format={(cores) => formatNumber(cores, cores < 0.1 ? 'tenthPercent' : 'wholePercent')}
        missing={t(isMeasured && last.cpuNanoseconds === null ? 'usage.notTold' : 'usage.waiting')}
        note={t('usage.cpu.ofCore')}
      />
      {last?.source === 'proc' && <p className="fine-print usage-note">{t('usage.fromProc')}</p>}
    </section>
  );
}

/** A graph of the first few seconds would look like one of minutes. */
const NARROWEST_MS = 60_000;

interface UsageGraphProps {
  readonly name: string;
  readonly lines: readonly Line[];
  /** When the last sample was taken. */
  readonly to: number;
  readonly scale: (least: number, most: number) => readonly [number, number];
  readonly format: (value: number) => string;
  /** Instead of a value. */
  readonly missing: string;
  readonly note: string | null;
}

function UsageGraph({ name, lines, to, scale, format, missing, note }: UsageGraphProps) {
  const values = lines.flatMap((line) => line.map(({ value }) => value));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const point = lines.at(-1)?.at(-1);
  const now = point === undefined || to - point.at > SAMPLE_MS ? null : format(point.value);
  const [low, high] = values.length === 0 ? [0, 1] : scale(least, most);
  const begin = lines[0]?.[0]?.at ?? to;
  const label =
    values.length === 0
      ? `${name}: ${missing}`
      : t('usage.graph', {
          what: name,
          duration: formatDuration(to - begin),
          least: format(least),
          most: format(most),
          now: now ?? missing,
        });
  return (
    <div className="usage-part">
      <p className="usage-name">{name}</p>
      <p className="usage-value">{now ?? <span className="usage-missing">{missing}</span>}</p>
      <p className="usage-more">{now === null ? null : note}</p>
      <Sparkline
        lines={lines}
        from={Math.max(to - HISTORY_MS, Math.min(begin, to - NARROWEST_MS))}
        to={to}
        low={low}
        high={high}
        label={label}
      />
    </div>
  );
}
