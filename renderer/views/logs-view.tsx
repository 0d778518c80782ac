import { useEffect, useId, useRef, useState } from 'react';
import { canRun } from '../../main/core/commands';
import { currentLanguage, t } from '../../main/core/i18n';
import { isFiltering, LOG_SOURCES, type LogFilter, type LogSource, NO_FILTER } from '../../main/core/log-view';
import { sentence } from '../../main/core/sentence';
import { Empty } from '../components/empty';
import { copiedText } from '../logs/copied-text';
import { isAbsent, offered, sourceOfMoment } from '../logs/listing';
import { LogEmpty } from '../logs/log-empty';
import { LogList } from '../logs/log-list';
import { LogStatus } from '../logs/log-status';
import { LogToolbar } from '../logs/log-toolbar';
import type { Stretch } from '../logs/stretch';
import { useKnownLogs } from '../logs/use-known-logs';
import { useLog } from '../logs/use-log';
import { useSearchKey } from '../logs/use-search-key';
import { useSelection } from '../logs/use-selection';
import { useMedia } from '../use-media';
import type { ViewProps } from '../view-props';

/** What the gateway writes, as it writes it. */
export function LogsView(props: ViewProps) {
  const { state, gateway, now } = props;
  if (gateway === null) return <Empty tone="quiet" mark="○" title={t('logs.no-gateway')} role="status" />;
  const { unit, home } = gateway;
  const mayOpen = (source: LogSource) => canRun(state, { kind: 'open-log', unit, source, filter: NO_FILTER }, now).ok;
  // Another gateway, or its files in another place, are other logs.
  return (
    <Logs
      key={`${unit} ${home?.home}`}
      {...props}
      unit={unit}
      invocationId={gateway.facts.invocationId}
      sources={LOG_SOURCES.filter(mayOpen)}
    />
  );
}

interface LogsProps extends ViewProps {
  readonly unit: string;
  readonly invocationId: string;
  /** Only the journal as long as nobody knows where the files are. */
  readonly sources: readonly LogSource[];
}

function Logs({ unit, invocationId, sources, place, runCommand, run }: LogsProps) {
  const [source, setSource] = useState<LogSource>(() =>
    place.at !== null && place.log === 'journal' ? 'journal' : (sources[0] ?? 'agent'),
  );
  const [filter, setFilter] = useState<LogFilter>(NO_FILTER);
  const [isFollowing, setFollowing] = useState(place.at === null);
  const [target, setTarget] = useState<{ readonly row: number } | null>(null);
  const [note, setNote] = useState('');
  const [attempt, setAttempt] = useState(0);
  /** The newest row when it was paused. */
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const isNarrow = !useMedia('(min-width: 1080px)');
  const heading = useId();
  const selection = useSelection();
  const search = useSearchKey();
  const latestFilter = useRef(filter);
  /** The entry that was looked at when a filter was set, to come back to. */
  const context = useRef<number | undefined>(undefined);
  const seen = useRef<() => Stretch>(() => ({ first: 0, end: 0 }));
  const shown = useLog(runCommand, unit, source, filter, attempt);
  const store = shown?.store ?? null;
  const phase = shown?.phase;
  const isOpen = phase?.kind === 'open';
  const hasFailed = phase?.kind === 'failed' || phase?.kind === 'ended';
  const known = useKnownLogs(runCommand, unit, invocationId, shown?.files ?? null);

  // Somebody wants to see what was written at a moment: once for each time, where and when it can be seen.
  const visited = useRef<number | null>(null);
  const momentIn = place.at === null ? null : sourceOfMoment(place.log, sources, known);
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each visit, and once the right log is open
  useEffect(() => {
    if (place.at === null || momentIn === null || visited.current === place.visit) return;
    if (momentIn !== source) {
      show(momentIn);
      // What was being looked for there says nothing of what is to be seen here.
      setFilter(NO_FILTER);
      latestFilter.current = NO_FILTER;
      setNote(t('logs.moment.elsewhere', { name: t(`logs.source.${momentIn}`) }));
      return;
    }
    if (!isOpen || store?.source !== source) return;
    visited.current = place.visit;
    void visit(place.at);
  }, [place.at, place.visit, momentIn, source, isOpen, store]);

  /** A filter that is set could hide it. */
  async function visit(at: number): Promise<void> {
    if (isFiltering(filter)) {
      context.current = undefined;
      await setFilterTo(NO_FILTER);
      setNote(t('logs.moment.unfiltered'));
    }
    await jumpTo(at);
  }

  async function jumpTo(at: number): Promise<void> {
    const found = await store?.find(at);
    if (found === undefined) return;
    if (!found.ok) setNote(sentence(found.message));
    else if (found.value === null) setNote(t('logs.moment.none'));
    else {
      follow(false);
      setTarget({ row: found.value });
    }
  }

  function follow(follows: boolean): void {
    setFollowing(follows);
    setPausedAt((before) => (follows ? null : (before ?? shown?.extent.end ?? null)));
  }

  function followAgain(): void {
    context.current = undefined;
    follow(true);
  }

  function show(other: LogSource): void {
    context.current = undefined;
    setSource(other);
    startAnew();
  }

  function tryAgain(): void {
    setAttempt(attempt + 1);
    startAnew();
  }

  function startAnew(): void {
    selection.clear();
    setTarget(null);
    setNote('');
    follow(true);
  }

  /** `row`: of the entry that it began with, such as the one whose chip was pressed. */
  function applyFilter(next: LogFilter, row: number | null = selection.current): void {
    const entry = (row === null ? undefined : store?.row(row)?.entry) ?? context.current;
    context.current = entry;
    void setFilterTo(next).then(() => {
      // Without a filter a row has the number of its entry: what was found is shown among its neighbours.
      if (isFiltering(next) || entry === undefined || latestFilter.current !== next) return;
      follow(false);
      setTarget({ row: entry });
    });
  }

  async function setFilterTo(next: LogFilter): Promise<void> {
    setFilter(next);
    startAnew();
    latestFilter.current = next;
    const filtered = await store?.filter(next);
    // Of a log that was left meanwhile nothing has failed.
    if (filtered?.ok === false && filtered.reason !== 'closed') setNote(sentence(filtered.message));
  }

  async function copy(): Promise<void> {
    const { first, end } = selection.current === null ? seen.current() : selection;
    const answer = await store?.copy(first, end);
    if (answer === undefined) return;
    if (!answer.ok) setNote(sentence(answer.message));
    else setNote(copiedText(answer.value.entries, answer.value.isWhole));
  }

  const filterRef = useRef({ filter, applyFilter });
  filterRef.current = { filter, applyFilter };
  const [handlers] = useState(() => ({
    failure: (message: string) => setNote(sentence(message)),
    session: (session: string, row: number) =>
      filterRef.current.applyFilter({ ...filterRef.current.filter, session }, row),
    logger: (logger: string, row: number) =>
      filterRef.current.applyFilter({ ...filterRef.current.filter, logger }, row),
  }));

  const extent = shown?.extent;
  const hasFiles = sources.includes('agent');
  if (!hasFiles && isAbsent(known, 'journal')) {
    return (
      <Empty tone="quiet" mark="○" title={t('logs.no-home')} role="status">
        <p>{t('logs.no-home.hint')}</p>
      </Empty>
    );
  }
  const newer = extent === undefined || pausedAt === null ? 0 : extent.end - pausedAt;
  return (
    <section className="logs" aria-labelledby={heading}>
      <h1 id={heading} className="visually-hidden">
        {t('view.logs')}
      </h1>
      <LogToolbar
        sources={offered(known, sources, source)}
        known={known}
        source={source}
        onSource={(other) => {
          // Whoever looks elsewhere does not wait for what was wanted any more.
          visited.current = place.visit;
          show(other);
        }}
        filter={filter}
        onFilter={applyFilter}
        search={search}
        onJump={(at) => void jumpTo(at)}
        onEdge={(edge) => {
          if (extent === undefined) return;
          follow(edge === 'newest');
          if (edge === 'oldest') setTarget({ row: extent.first });
        }}
        near={() => Date.now()}
        onCopy={() => void copy()}
        onReveal={source === 'journal' ? null : () => void run({ kind: 'reveal-log', unit, source })}
      />
      <div className="log-body">
        {!hasFiles && <p className="fine-print log-no-files">{t('logs.only-journal')}</p>}
        {hasFailed && (
          <Empty tone="bad" mark="✕" title={t(`logs.${phase.kind}`)} role="alert">
            <p>{sentence(phase.message)}</p>
            <button type="button" className="button" onClick={tryAgain}>
              {t('logs.again')}
            </button>
          </Empty>
        )}
        {isOpen && extent !== undefined && extent.first === extent.end && (
          <LogEmpty extent={extent} filter={filter} onReset={() => applyFilter(NO_FILTER)} />
        )}
        {isOpen && store !== null && extent !== undefined && extent.first < extent.end && (
          <LogList
            // Its rows are kept as they were drawn, in the language of then.
            key={`${source} ${attempt} ${currentLanguage()}`}
            store={store}
            extent={extent}
            wanted={filter.text}
            isNarrow={isNarrow}
            selection={selection}
            isFollowing={isFollowing}
            onFollow={follow}
            target={target}
            onCopy={() => void copy()}
            onSession={handlers.session}
            onLogger={handlers.logger}
            onFailure={handlers.failure}
            seen={seen}
          />
        )}
      </div>
      {extent !== undefined && !hasFailed && (
        <LogStatus
          extent={extent}
          filter={filter}
          isFollowing={isFollowing}
          newer={newer}
          onFollow={followAgain}
          note={note}
        />
      )}
    </section>
  );
}
