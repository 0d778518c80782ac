import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { currentLanguage, t } from '../../main/core/i18n';
import { sentence } from '../../main/core/sentence';
import type { Gateway } from '../../main/core/state';
import { grownTimeline, type Timeline } from '../../main/core/timeline';
import { ENTRY_GROUPS, type EntryGroup, isInGroup, type TimelineEntry } from '../../main/core/timeline-entry';
import { figuresOf } from '../../main/core/timeline-figures';
import { Empty } from '../components/empty';
import type { OpenLog } from '../components/evidence-list';
import { Notice } from '../components/notice';
import { TimelineList } from '../components/timeline-list';
import { UptimeFigures } from '../components/uptime-figures';
import { UptimeLegend } from '../components/uptime-legend';
import { UptimeStrip } from '../components/uptime-strip';
import { startOfDay } from '../dates';
import { RANGES, type RangeName, rangeEndingAt, rangeWith } from '../timeline-range';
import { useTimeline } from '../use-timeline';
import type { ViewProps } from '../view-props';

/** What happened to a gateway: a strip to look at, and below it a list to read. */
export function TimelineView(props: ViewProps) {
  const { gateway } = props;
  if (gateway === null) return <Empty tone="quiet" mark="○" title={t('timeline.noGateway')} role="status" />;
  // Another gateway is another past.
  return <GatewayTimeline key={gateway.unit} {...props} gateway={gateway} />;
}

type GatewayTimelineProps = Omit<ViewProps, 'gateway'> & { readonly gateway: Gateway };

function GatewayTimeline({ state, gateway, now, place, goTo, runCommand }: GatewayTimelineProps) {
  const { timeline, problem } = useTimeline(gateway, state, runCommand);
  const shownLog = useLatest<Parameters<OpenLog>>((at, log) =>
    goTo({ name: 'logs', unit: gateway.unit, at, log: log ?? 'agent' }),
  );
  return (
    <>
      <h1 className="visually-hidden">{t('view.timeline')}</h1>
      {problem !== null && <Notice tone="bad">{sentence(problem)}</Notice>}
      {timeline === null ? (
        problem === null && <p className="fine-print">{t('timeline.reading')}</p>
      ) : (
        <TimelineParts
          timeline={timeline}
          now={now}
          wantedAt={place.name === 'timeline' ? place.at : null}
          visit={place.visit}
          onShowLog={shownLog}
        />
      )}
    </>
  );
}

interface TimelinePartsProps {
  readonly timeline: Timeline;
  readonly now: number;
  /** The moment that somebody came for. */
  readonly wantedAt: number | null;
  readonly visit: number;
  readonly onShowLog: OpenLog;
}

/** Nobody sees the strip grow by less. */
const STEP_MS = 5000;

export function TimelineParts({ timeline, now, wantedAt, visit, onShowLog }: TimelinePartsProps) {
  const [name, setName] = useState<RangeName>('day');
  const [groups, setGroups] = useState<readonly EntryGroup[]>(ENTRY_GROUPS);
  const [found, setFound] = useState<{ readonly id: string; readonly visit: number } | null>(null);
  const { entries } = timeline;
  const shown = useMemo(
    () => (groups.length === ENTRY_GROUPS.length ? entries : entries.filter((entry) => isAmong(entry, groups))),
    [entries, groups],
  );
  const grown = grownTimeline(timeline, Math.floor(now / STEP_MS) * STEP_MS);
  const range = rangeEndingAt(name, grown.at);
  const figures = figuresOf(grown, range);

  function show(at: number): void {
    const nearest = nearestEntry(entries, at);
    if (nearest === null) return;
    setGroups((chosen) => (isAmong(nearest, chosen) ? chosen : ENTRY_GROUPS));
    setFound((before) => ({ id: nearest.id, visit: (before?.visit ?? 0) + 1 }));
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each visit, whatever happens during it
  useEffect(() => {
    if (wantedAt === null) return;
    setName(rangeWith(wantedAt, now));
    show(wantedAt);
  }, [visit]);

  return (
    <>
      <section className="card timeline-card" aria-label={t(`timeline.strip.${name}`)}>
        <header className="timeline-head">
          <h2>{t(`timeline.strip.${name}`)}</h2>
          <ToggleButtonGroup
            className="choices"
            aria-label={t('timeline.range')}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[name]}
            onSelectionChange={(keys) => setName(RANGES.find((one) => keys.has(one)) ?? name)}
          >
            {RANGES.map((one) => (
              <ToggleButton key={one} id={one} className="choice">
                {t(`timeline.range.${one}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </header>
        <UptimeStrip key={name} spans={grown.spans} range={range} name={name} onGo={show} />
        <UptimeLegend spent={figures.spent} />
        <UptimeFigures figures={figures} />
      </section>
      <section className="card timeline-list-card" aria-label={t('timeline.list')}>
        <header className="timeline-head">
          <h2>{t('timeline.list')}</h2>
          <ToggleButtonGroup
            className="choices"
            aria-label={t('timeline.filter')}
            selectionMode="multiple"
            selectedKeys={groups}
            onSelectionChange={(keys) => setGroups(ENTRY_GROUPS.filter((group) => keys.has(group)))}
          >
            {ENTRY_GROUPS.map((group) => (
              <ToggleButton key={group} id={group} className="choice choice-many">
                {t(`timeline.filter.${group}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </header>
        {shown.length === 0 ? (
          <p className="fine-print" role="status">
            {t(entries.length === 0 ? 'timeline.empty' : 'timeline.filteredOut')}
          </p>
        ) : (
          <TimelineList
            entries={shown}
            language={currentLanguage()}
            today={startOfDay(now)}
            found={found}
            onShowLog={onShowLog}
          />
        )}
        {timeline.leftOut > 0 && <p className="fine-print">{t('timeline.leftOut', { count: timeline.leftOut })}</p>}
      </section>
    </>
  );
}

function isAmong(entry: TimelineEntry, groups: readonly EntryGroup[]): boolean {
  return groups.some((group) => isInGroup(entry, group));
}

/** What lies nearest to a moment; of those at the same moment the one that says most of the gateway. */
function nearestEntry(entries: readonly TimelineEntry[], at: number): TimelineEntry | null {
  const distance = (entry: TimelineEntry) => Math.abs(entry.at - at);
  return entries.reduce<TimelineEntry | null>((nearest, entry) => {
    if (nearest === null || distance(entry) < distance(nearest)) return entry;
    const isSame = distance(entry) === distance(nearest);
    return isSame && (entry.kind === 'exit' || entry.kind === 'loop') ? entry : nearest;
  }, null);
}

/** A function that stays the same and does what the latest one does. */
function useLatest<T extends readonly unknown[]>(action: (...values: T) => void): (...values: T) => void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  return useCallback((...values: T) => latest.current(...values), []);
}
