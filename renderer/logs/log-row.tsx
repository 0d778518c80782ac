import { memo, type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { currentLanguage, t } from '../../main/core/i18n';
import { parseLogHead } from '../../main/core/log-head';
import type { LogEntry, LogRow as Row } from '../../main/core/log-view';
import { isCaseSensitive } from '../../main/core/smart-case';
import { visibleText } from '../../main/core/visible-text';
import { formatNumber } from '../dates';
import { formatStamp } from './format';
import type { LogStore } from './log-store';
import { LogText } from './log-text';

export interface LogRowActions {
  readonly onToggle: (row: number) => void;
  readonly onSession: (session: string, row: number) => void;
  readonly onLogger: (logger: string, row: number) => void;
}

/** How many letters are shown before a match. */
const BEFORE_MATCH = 24;

interface LogRowProps {
  readonly store: LogStore;
  readonly number: number;
  /** Counted from 1. */
  readonly position: number;
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  /** All its lines, where it is unfolded. */
  readonly unfolded: LogEntry | null;
  readonly wanted: string;
  /** A longer message does not fit into its line. */
  readonly fits: number;
  readonly actions: LogRowActions;
}

export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { store, number, position, isCurrent, isSelected } = props;
  const row = useSyncExternalStore(
    store.subscribe,
    () => store.row(number),
    () => null,
  );
  useEffect(() => store.need(number), [store, number]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: as with Cell
    <div
      role="row"
      id={rowId(number)}
      aria-rowindex={position}
      aria-selected={isSelected}
      className={`log-row ${toneOf(row?.level ?? null)}${isCurrent ? ' log-row-current' : ''}`}
      data-row={number}
      tabIndex={-1}
    >
      {row === null ? <Cell className="log-placeholder" label={t('logs.loading')} /> : <Cells {...props} row={row} />}
    </div>
  );
});

function Cells({ row, number, isCurrent, unfolded, wanted, fits, actions }: LogRowProps & { readonly row: Row }) {
  const { session, logger, level, time, more, isCut } = row;
  // Only those of the row that the keyboard is on: else Tab would go through all of them.
  const tabIndex = isCurrent ? 0 : -1;
  const isFoldable = more > 0 || isCut || row.message.length > fits;
  return (
    <>
      <Cell className="log-time">{time === null ? '' : <Stamp stamp={time} />}</Cell>
      <Cell className="log-level">{level ?? ''}</Cell>
      <Cell className={unfolded === null ? 'log-said' : 'log-said log-said-whole'}>
        <span className="log-message">
          {unfolded === null ? (
            <LogText text={withMatchInView(row.message, wanted, fits)} wanted={wanted} />
          ) : (
            <Unfolded row={row} entry={unfolded} wanted={wanted} />
          )}
        </span>
        {isFoldable && (
          <FoldButton
            row={row}
            isUnfolded={unfolded !== null}
            tabIndex={tabIndex}
            onPress={() => actions.onToggle(number)}
          />
        )}
      </Cell>
      <Cell className="log-names">
        {logger !== null && (
          <Chip
            className="log-logger"
            text={logger}
            name={onlyName('logger', logger)}
            tabIndex={tabIndex}
            onPress={() => actions.onLogger(logger, number)}
          />
        )}
        {session !== null && (
          <Chip
            className="log-session"
            text={session}
            name={onlyName('session', session)}
            tabIndex={tabIndex}
            onPress={() => actions.onSession(session, number)}
          />
        )}
      </Cell>
    </>
  );
}

/** By ARIA, because what is virtualised is no HTML table. The keyboard is on the grid (aria-activedescendant). */
function Cell({ className, label, children }: { className: string; label?: string; children?: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above
    <span role="gridcell" className={className} aria-label={label}>
      {children}
    </span>
  );
}

function Stamp({ stamp }: { readonly stamp: string }) {
  const { day, time, rest } = formatStamp(stamp);
  return (
    <time title={stamp}>
      <span className="log-day">{day}</span> {time}
      <span className="log-fraction">{rest}</span>
    </time>
  );
}

interface ChipProps {
  readonly className: string;
  readonly text: string;
  readonly name: string;
  readonly tabIndex: number;
  readonly onPress: () => void;
}

function Chip({ className, text, name, tabIndex, onPress }: ChipProps) {
  return (
    <button
      type="button"
      className={`log-chip ${className}`}
      aria-label={name}
      title={name}
      tabIndex={tabIndex}
      onClick={onPress}
    >
      {visibleText(text)}
    </button>
  );
}

/** What the chips are called, those of late: there are as many as rows, and few different ones. */
const onlyNames = new Map<string, string>();
const MOST_NAMES = 1000;

function onlyName(kind: 'session' | 'logger', text: string): string {
  const key = `${currentLanguage()} ${kind} ${text}`;
  const known = onlyNames.get(key);
  if (known !== undefined) return known;
  if (onlyNames.size >= MOST_NAMES) onlyNames.clear();
  const name = t(`logs.only.${kind}`, { name: visibleText(text) });
  onlyNames.set(key, name);
  return name;
}

interface FoldButtonProps {
  readonly row: Row;
  readonly isUnfolded: boolean;
  readonly tabIndex: number;
  readonly onPress: () => void;
}

function FoldButton({ row: { more, isCut, bytes }, isUnfolded, tabIndex, onPress }: FoldButtonProps) {
  const what = more > 0 ? t('logs.more', { count: more, number: formatNumber(more, 'count') }) : t('logs.rest');
  const shown = isCut ? t('logs.cut', { size: formatNumber(bytes / 1e6, 'shortMegabytes') }) : more > 0 ? what : '';
  return (
    <button
      type="button"
      className="log-fold-button"
      aria-expanded={isUnfolded}
      aria-label={isUnfolded ? t('logs.fold') : t('logs.unfold', { what })}
      tabIndex={tabIndex}
      onClick={onPress}
    >
      <span aria-hidden="true">{isUnfolded ? '▾' : '▸'}</span> {isUnfolded ? t('logs.fold') : shown}
    </button>
  );
}

function Unfolded({ row, entry, wanted }: { readonly row: Row; readonly entry: LogEntry; readonly wanted: string }) {
  const [first = row.message, ...others] = entry.lines;
  return (
    <>
      {/* The head of it stands in the other cells; that of the journal is not in the text. */}
      <LogText text={parseLogHead(first)?.message ?? first} wanted={wanted} />
      {others.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an entry never change places
        <span key={index} className="log-line">
          <LogText text={line} wanted={wanted} />
        </span>
      ))}
      {!entry.isWhole && (
        <span className="log-line log-rest">
          {t('logs.cut', { size: formatNumber(row.bytes / 1e6, 'shortMegabytes') })} {t('logs.cut.hint')}
        </span>
      )}
    </>
  );
}

/** Where the line ends before what is searched for, it begins shortly before that. */
function withMatchInView(message: string, wanted: string, fits: number): string {
  if (wanted === '' || message.length <= fits) return message;
  const at = isCaseSensitive(wanted) ? message.indexOf(wanted) : message.toLowerCase().indexOf(wanted);
  const from = Math.min(at - BEFORE_MATCH, message.length - fits);
  return at + wanted.length <= fits || from <= 0 ? message : `…${message.slice(from)}`;
}

export function rowId(number: number): string {
  return `log-row-${number}`;
}

/** Colour repeats what the word says. */
function toneOf(level: string | null): string {
  switch (level) {
    case 'CRITICAL':
    case 'FATAL':
      return 'log-critical';
    case 'ERROR':
      return 'log-error';
    case 'WARNING':
    case 'WARN':
      return 'log-warning';
    case 'DEBUG':
      return 'log-debug';
    default:
      return 'log-info';
  }
}
