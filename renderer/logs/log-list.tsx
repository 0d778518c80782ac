import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { t } from '../../main/core/i18n';
import type { LogExtent } from '../../main/core/log-view';
import { EdgeButton } from './edge-button';
import { keyAction } from './key-action';
import { LogRow, type LogRowActions, rowId } from './log-row';
import type { LogStore } from './log-store';
import { rowScroll } from './row-scroll';
import { mostRows, newestStretch, type Stretch, stretchAround } from './stretch';
import { useLettersThatFit } from './use-letters-that-fit';
import { useScrollKept } from './use-scroll-kept';
import type { SelectionKeeper } from './use-selection';
import { useUnfolded } from './use-unfolded';

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
  /** An entry could not be unfolded; a function that stays the same. */
  readonly onFailure: (message: string) => void;
  /** Tells which rows can be seen, when asked. */
  readonly seen: { current: () => Stretch };
}

/** As in logs.css. */
const ROW_HEIGHT = 22;
const NARROW_ROW_HEIGHT = 42;
/** The rows of a log, however many. Scrolls, follows, and moves by keys. */
export function LogList(props: LogListProps) {
  const { store, extent, wanted, isNarrow, selection, isFollowing, onFollow, target, onSession, onLogger, onFailure } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  /** Whether we scrolled last, and not the person: that neither pauses nor follows. */
  const isOurs = useRef(false);
  const rowHeight = isNarrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT;
  const most = mostRows(rowHeight, window.devicePixelRatio);
  const [centre, setCentre] = useState<number | null>(null);
  const [pending, setPending] = useState<number | null>(null);
  const { unfolded, toggle, foldAll } = useUnfolded(store, onFailure);
  const { revision, first, end } = extent;
  const fits = useLettersThatFit(scroller, isNarrow);

  const stretch =
    centre === null || isFollowing ? newestStretch(first, end, most) : stretchAround(centre, first, end, most);
  const count = stretch.end - stretch.first;
  const { visible, scrollTo, reveal } = rowScroll({ scroller, list, isOurs, stretch });

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

  function keyPressed(event: KeyboardEvent): void {
    const action = keyAction(event, {
      current: selection.current ?? visible().end,
      first: stretch.first,
      page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1),
      isOnRow: event.target === scroller.current,
      hasTextSelected: document.getSelection()?.isCollapsed === false,
      isUnfolded,
    });
    if (action === null) return;
    event.preventDefault();
    switch (action.kind) {
      case 'copy':
        props.onCopy();
        break;
      case 'select-all':
        selection.moveTo(first);
        selection.moveTo(end - 1, true);
        break;
      case 'go':
        go(action.to, event.shiftKey);
        break;
      case 'newest':
        onFollow(true);
        selection.moveTo(end - 1, event.shiftKey);
        break;
      case 'clear':
        selection.clear();
        break;
      case 'fold':
        fold(action.row);
        break;
    }
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
