import { useEffect, useId, useRef, useState } from 'react';
import { canRun } from '../../main/core/commands';
import { currentLanguage, t } from '../../main/core/i18n';
import { isFiltering, type LogFilter, type LogListing, type LogSource, NO_FILTER } from '../../main/core/log-view';
import { sentence } from '../../main/core/sentence';
import { Empty } from '../components/empty';
import { formatNumber } from '../dates';
import { LogEmpty } from '../logs/log-empty';
import { LogList } from '../logs/log-list';
import { LogStatus } from '../logs/log-status';
import { LogToolbar } from '../logs/log-toolbar';
import type { Stretch } from '../logs/stretch';
import { useLog } from '../logs/use-log';
import { useSelection } from '../logs/use-selection';
import { useMedia } from '../use-media';
import type { ViewProps } from '../view-props';

/** What the gateway writes, as it writes it. */
export function LogsView(props: ViewProps) {
  const { state, gateway, now } = props;
  if (gateway === null) return <Empty tone="quiet" mark="○" title={t('logs.no-gateway')} role="status" />;
  const may = canRun(state, { kind: 'open-log', unit: gateway.unit, source: 'agent', filter: NO_FILTER }, now);
  if (!may.ok) {
    return (
      <Empty tone="quiet" mark="○" title={t('logs.no-home')} role="status">
        <p>{t('logs.no-home.hint')}</p>
      </Empty>
    );
  }
  // Another gateway, or its files in another place, are other logs.
  return <Logs key={`${gateway.unit} ${gateway.home?.home}`} {...props} unit={gateway.unit} />;
}

function Logs({ unit, place, runCommand }: ViewProps & { readonly unit: string }) {
  const [source, setSource] = useState<LogSource>('agent');
  const [filter, setFilter] = useState<LogFilter>(NO_FILTER);
  const [listing, setListing] = useState<readonly LogListing[]>([]);
  const [isFollowing, setFollowing] = useState(place.at === null);
  const [target, setTarget] = useState<{ readonly row: number } | null>(null);
  const [note, setNote] = useState('');
  const [attempt, setAttempt] = useState(0);
  /** The newest row when it was paused. */
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const isNarrow = !useMedia('(min-width: 1080px)');
  const heading = useId();
  const selection = useSelection();
  const search = useRef<HTMLInputElement>(null);
  const latestFilter = useRef(filter);
  /** The entry that was looked at when a filter was set, to come back to. */
  const context = useRef<number | undefined>(undefined);
  const seen = useRef<() => Stretch>(() => ({ first: 0, end: 0 }));
  const shown = useLog(runCommand, unit, source, filter, attempt);
  const store = shown?.store ?? null;
  const isOpen = shown?.phase.kind === 'open';

  useEffect(() => {
    void runCommand({ kind: 'list-logs', unit }).then((answer) => {
      // Of this kind of command; core/answers says what it is answered with.
      if (answer.ok && Array.isArray(answer.value)) setListing(answer.value as readonly LogListing[]);
    });
  }, [runCommand, unit]);

  useEffect(() => {
    function keyPressed(event: globalThis.KeyboardEvent): void {
      if (!event.ctrlKey || event.key.toLowerCase() !== 'f') return;
      event.preventDefault();
      search.current?.focus();
      search.current?.select();
    }
    document.addEventListener('keydown', keyPressed);
    return () => document.removeEventListener('keydown', keyPressed);
  }, []);

  // Somebody wants to see what was written at a moment: once for each time, when there is a log to look in.
  const visited = useRef<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each visit, and once the log is open
  useEffect(() => {
    if (!isOpen || place.at === null || visited.current === place.visit) return;
    visited.current = place.visit;
    void jumpTo(place.at);
  }, [place.at, place.visit, isOpen, store]);

  async function jumpTo(at: number): Promise<void> {
    const found = await store?.find(at);
    if (found?.ok !== true || found.value === null) return;
    follow(false);
    setTarget({ row: found.value });
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
    setFilter(next);
    startAnew();
    latestFilter.current = next;
    void store?.filter(next).then(() => {
      // Without a filter a row has the number of its entry: what was found is shown among its neighbours.
      if (isFiltering(next) || entry === undefined || latestFilter.current !== next) return;
      follow(false);
      setTarget({ row: entry });
    });
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
  const [chips] = useState(() => ({
    session: (session: string, row: number) =>
      filterRef.current.applyFilter({ ...filterRef.current.filter, session }, row),
    logger: (logger: string, row: number) =>
      filterRef.current.applyFilter({ ...filterRef.current.filter, logger }, row),
  }));

  const extent = shown?.extent;
  const newer = extent === undefined || pausedAt === null ? 0 : extent.end - pausedAt;
  return (
    <section className="logs" aria-labelledby={heading}>
      <h1 id={heading} className="visually-hidden">
        {t('view.logs')}
      </h1>
      <LogToolbar
        listing={listing}
        source={source}
        onSource={show}
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
        onReveal={source === 'journal' ? null : () => void runCommand({ kind: 'reveal-log', unit, source })}
      />
      <div className="log-body">
        {shown?.phase.kind === 'failed' && (
          <Empty tone="bad" mark="✕" title={t('logs.failed')} role="alert">
            <p>{sentence(shown.phase.message)}</p>
            <button type="button" className="button" onClick={() => setAttempt(attempt + 1)}>
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
            onSession={chips.session}
            onLogger={chips.logger}
            seen={seen}
          />
        )}
      </div>
      {extent !== undefined && (
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

function copiedText(entries: number, isWhole: boolean): string {
  const values = { count: entries, number: formatNumber(entries, 'count') };
  return isWhole ? t('logs.copied', values) : t('logs.copied.part', values);
}
