import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { t } from '../../main/core/i18n';
import type { LogEntry, LogExtent } from '../../main/core/log-view';
import { formatNumber } from '../dates';
import { LogRow, type LogRowActions, rowId } from './log-row';
import type { LogStore } from './log-store';
import { mostRows, newestStretch, type Stretch, stretchAround } from './stretch';
import type { SelectionKeeper } from './use-selection';

interface LogListProps {
  readonly store: LogStore;
  readonly extent: LogExtent;
  readonly wanted: string;
  readonly isNarrow: boolean;
  readonly selection: SelectionKeeper;
  readonly isFollowing: boolean;
  readonly onFollow: (follows: boolean) => void;
  /** Where to go; another object each time. */
  readonly target: { readonly row: number } | null;
  readonly onCopy: () => void;
  /** With the row that it was found in. */
  readonly onSession: (session: string, row: number) => void;
  readonly onLogger: (logger: string, row: number) => void;
  /** Tells which rows can be seen, when asked. */
  readonly seen: { current: () => Stretch };
}

/** As in logs.css. */
const ROW_HEIGHT = 22;
const NARROW_ROW_HEIGHT = 42;
/** Of the monospaced letters, at 12.5 px. */
const LETTER_WIDTH = 7.6;
/** What stands beside a message in its line: time, level and names; the button that unfolds it. As in logs.css. */
const BESIDE_MESSAGE = 590;
const NARROW_BESIDE_MESSAGE = 60;

/** The rows of a log, however many. Scrolls, follows, and moves by keys. */
export function LogList(props: LogListProps) {
  const { store, extent, wanted, isNarrow, selection, isFollowing, onFollow, target, onSession, onLogger } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  /** Whether we scrolled last, and not the person: that neither pauses nor follows. */
  const isOurs = useRef(false);
  const rowHeight = isNarrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const most = mostRows(rowHeight, window.devicePixelRatio);
  const [centre, setCentre] = useState<number | null>(null);
  const [pending, setPending] = useState<number | null>(null);
  const { unfolded, toggle, foldAll } = useUnfolded(store);
  const { revision, first, end } = extent;
  const fits = useLettersThatFit(scroller, isNarrow);

  const stretch =
    centre === null || isFollowing ? newestStretch(first, end, most) : stretchAround(centre, first, end, most);
  const count = stretch.end - stretch.first;

  // Other numbers: what was unfolded or looked at is somewhere else.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another revision only
  useEffect(() => {
    foldAll();
    setCentre(null);
    setPending(null);
  }, [revision]);

  useScrollKept({ scroller, isOurs, stretch, revision, isFollowing, rowHeight });

  // biome-ignore lint/correctness/useExhaustiveDependencies: goes there when asked to, not when rows come
  useEffect(() => {
    if (target === null) return;
    if (target.row < stretch.first || target.row >= stretch.end) setCentre(target.row);
    selection.moveTo(target.row);
    setPending(target.row);
  }, [target]);

  // After the stretch is the right one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it calls is of this very moment
  useLayoutEffect(() => {
    if (pending === null || pending < stretch.first || pending >= stretch.end) return;
    scrollTo(pending, 'centre');
    setPending(null);
  }, [pending, stretch.first, stretch.end]);

  function visible(): Stretch {
    const [view, handle] = [scroller.current, list.current];
    if (view === null || handle === null || count === 0) return { first: stretch.first, end: stretch.first };
    const from = handle.findItemIndex(view.scrollTop + 1);
    const to = handle.findItemIndex(view.scrollTop + view.clientHeight - 1);
    return { first: stretch.first + from, end: stretch.first + Math.min(to, count - 1) + 1 };
  }

  useLayoutEffect(() => {
    props.seen.current = visible;
  });

  const isAtNewest = stretch.end === end;
  const lastTop = useRef(0);
  function scrolled(): void {
    const view = scroller.current;
    if (view === null) return;
    const wasOurs = isOurs.current;
    isOurs.current = false;
    if (wasOurs) {
      lastTop.current = view.scrollTop;
      return;
    }
    const isAtEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - 4;
    if (isAtEnd && isAtNewest) onFollow(true);
    else if (view.scrollTop < lastTop.current - 1) onFollow(false);
    lastTop.current = view.scrollTop;
  }

  function go(row: number, extendsIt: boolean): void {
    const to = Math.min(Math.max(row, stretch.first), stretch.end - 1);
    onFollow(false);
    selection.moveTo(to, extendsIt);
    scrollTo(to, 'nearest');
  }

  /** Who unfolds an entry wants to read it: what comes meanwhile must not move it. */
  function fold(row: number): void {
    onFollow(false);
    selection.moveTo(row);
    void toggle(row).then((isUnfoldedNow) => {
      // After it was laid out and measured.
      if (isUnfoldedNow) requestAnimationFrame(() => requestAnimationFrame(() => reveal(row)));
    });
  }

  /** Scrolls on until all of a row can be seen, or its beginning stands at the top. */
  function reveal(row: number): void {
    if (bottomOf(row) <= (scroller.current?.scrollTop ?? 0) + (scroller.current?.clientHeight ?? 0)) return;
    scrollTo(row, 'nearest');
  }

  /**
   * By where the row is now. virtua's own scrollToIndex goes on correcting itself for a while, and to nowhere (NaN) when
   * there are fewer rows by then.
   */
  function scrollTo(row: number, where: 'centre' | 'nearest'): void {
    const [view, handle] = [scroller.current, list.current];
    if (view === null || handle === null) return;
    const top = handle.getItemOffset(row - stretch.first);
    const height = handle.getItemSize(row - stretch.first);
    const before = view.scrollTop;
    const room = view.clientHeight - height;
    if (where === 'centre') view.scrollTop = top - room / 2;
    else if (top < before || room < 0) view.scrollTop = top;
    else if (top - room > before) view.scrollTop = top - room;
    // A scroll event comes only then.
    if (view.scrollTop !== before) isOurs.current = true;
  }

  function bottomOf(row: number): number {
    const handle = list.current;
    if (handle === null) return 0;
    return handle.getItemOffset(row - stretch.first) + handle.getItemSize(row - stretch.first);
  }

  function keyPressed(event: KeyboardEvent): void {
    const { shiftKey, ctrlKey, altKey, metaKey } = event;
    // Capitals with Caps Lock.
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (altKey || metaKey) return;
    const isOnRow = event.target === scroller.current;
    if (ctrlKey) {
      // What is selected as text is copied as text.
      if (key === 'c' && document.getSelection()?.isCollapsed !== false) props.onCopy();
      else if (key === 'a') selectAll();
      else return;
      event.preventDefault();
      return;
    }
    const current = selection.current ?? visible().end;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    switch (key) {
      case 'ArrowUp':
        go(current - 1, shiftKey);
        break;
      case 'ArrowDown':
        go(current + 1, shiftKey);
        break;
      case 'PageUp':
        go(current - page, shiftKey);
        break;
      case 'PageDown':
        go(current + page, shiftKey);
        break;
      case 'Home':
        go(stretch.first, shiftKey);
        break;
      case 'End':
      case 'f':
        onFollow(true);
        selection.moveTo(end - 1, shiftKey);
        break;
      case 'Escape':
        selection.clear();
        break;
      case 'ArrowRight':
      case 'ArrowLeft':
        if (isUnfolded(current) === (key === 'ArrowRight')) return;
        fold(current);
        break;
      case 'Enter':
      case ' ':
        if (!isOnRow) return;
        fold(current);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  function selectAll(): void {
    selection.moveTo(first);
    selection.moveTo(end - 1, true);
  }

  function isUnfolded(row: number): boolean {
    const entry = store.row(row)?.entry;
    return entry !== undefined && unfolded.has(entry);
  }

  function clicked(event: MouseEvent): void {
    if (!(event.target instanceof Element) || event.target.closest('button') !== null) return;
    const row = event.target.closest<HTMLElement>('[data-row]')?.dataset['row'];
    if (row === undefined || document.getSelection()?.isCollapsed === false) return;
    selection.moveTo(Number(row), event.shiftKey);
    scroller.current?.focus({ preventScroll: true });
  }

  const latest = useRef(fold);
  latest.current = fold;
  const actions = useMemo<LogRowActions>(
    () => ({ onToggle: (row) => latest.current(row), onSession, onLogger }),
    [onSession, onLogger],
  );
  const current = selection.current;
  const isCurrentHere = current !== null && current >= stretch.first && current < stretch.end;
  return (
    <>
      <EdgeButton
        count={stretch.first - first}
        name="older"
        onPress={() => {
          onFollow(false);
          setCentre(stretch.first);
          setPending(stretch.first);
        }}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a table of a million rows of which fifty are there */}
      <div
        ref={scroller}
        role="grid"
        className={isNarrow ? 'log-list log-list-narrow' : 'log-list'}
        tabIndex={0}
        aria-label={t('logs.entries')}
        aria-description={t('logs.keys')}
        aria-rowcount={end - first}
        aria-multiselectable="true"
        aria-activedescendant={isCurrentHere ? rowId(current) : undefined}
        onScroll={scrolled}
        onKeyDown={keyPressed}
        onClick={clicked}
      >
        <Virtualizer
          // It keeps the heights that it measured.
          key={rowHeight}
          ref={list}
          data={{ length: count }}
          itemSize={rowHeight}
          bufferSize={rowHeight * 8}
          keepMounted={isCurrentHere ? [current - stretch.first] : []}
        >
          {(_, index) => {
            const number = stretch.first + index;
            const entry = store.row(number)?.entry;
            return (
              <LogRow
                key={number}
                store={store}
                number={number}
                position={number - first + 1}
                isCurrent={number === current}
                isSelected={selection.has(number)}
                unfolded={entry === undefined ? null : (unfolded.get(entry) ?? null)}
                wanted={wanted}
                fits={fits}
                actions={actions}
              />
            );
          }}
        </Virtualizer>
      </div>
      <EdgeButton
        count={isAtNewest ? 0 : end - stretch.end}
        name="newer"
        onPress={() => {
          setCentre(stretch.end);
          setPending(stretch.end - 1);
        }}
      />
    </>
  );
}

interface EdgeButtonProps {
  readonly count: number;
  readonly name: 'older' | 'newer';
  readonly onPress: () => void;
}

/** Where there are more rows than can be scrolled through. */
function EdgeButton({ count, name, onPress }: EdgeButtonProps) {
  if (count <= 0) return null;
  return (
    <button type="button" className="log-edge" onClick={onPress}>
      {t(`logs.${name}`, { count, number: formatNumber(count, 'count') })}
    </button>
  );
}

interface ScrollKept {
  readonly scroller: { readonly current: HTMLDivElement | null };
  readonly isOurs: { current: boolean };
  readonly stretch: Stretch;
  readonly revision: number;
  readonly isFollowing: boolean;
  readonly rowHeight: number;
}

/** The newest stays at the bottom; or what is looked at stays where it is, however many older ones come above it. */
function useScrollKept({ scroller, isOurs, stretch, revision, isFollowing, rowHeight }: ScrollKept): void {
  const before = useRef({ first: stretch.first, revision, rowHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: when rows come at either end, not when anything is drawn anew
  useLayoutEffect(() => {
    const view = scroller.current;
    const { first, revision: former, rowHeight: formerHeight } = before.current;
    before.current = { first: stretch.first, revision, rowHeight };
    if (view === null) return;
    const top = view.scrollTop;
    if (isFollowing) view.scrollTop = view.scrollHeight;
    else if (former !== revision) return;
    else if (formerHeight !== rowHeight) view.scrollTop *= rowHeight / formerHeight;
    else if (first !== stretch.first) view.scrollTop += (first - stretch.first) * rowHeight;
    if (view.scrollTop !== top) isOurs.current = true;
  }, [stretch.first, stretch.end, revision, isFollowing, rowHeight]);
}

/** Which entries are unfolded, with all their lines. */
function useUnfolded(store: LogStore) {
  const [unfolded, setUnfolded] = useState<ReadonlyMap<number, LogEntry>>(new Map());
  return useMemo(() => {
    /** Whether it is unfolded then. */
    async function toggle(row: number): Promise<boolean> {
      const entry = store.row(row)?.entry;
      if (entry === undefined) return false;
      if (unfolded.has(entry)) {
        setUnfolded((before) => new Map([...before].filter(([one]) => one !== entry)));
        return false;
      }
      const answer = await store.unfold(entry);
      if (answer.ok) setUnfolded((before) => new Map(before).set(entry, answer.value));
      return answer.ok;
    }
    return { unfolded, toggle, foldAll: () => setUnfolded(new Map()) };
  }, [store, unfolded]);
}

/** How many letters of a message can be seen in its line. */
function useLettersThatFit(scroller: { readonly current: HTMLDivElement | null }, isNarrow: boolean): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const view = scroller.current;
    if (view === null) return;
    const observer = new ResizeObserver(() => setWidth(view.clientWidth));
    observer.observe(view);
    return () => observer.disconnect();
  }, [scroller]);
  return Math.max(0, Math.floor((width - (isNarrow ? NARROW_BESIDE_MESSAGE : BESIDE_MESSAGE)) / LETTER_WIDTH));
}
