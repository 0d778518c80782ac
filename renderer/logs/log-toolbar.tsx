import { type RefObject, useRef, useState } from 'react';
import { Button, Input, SearchField, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { t } from '../../main/core/i18n';
import { LOG_LEVELS, LOG_SOURCES, type LogFilter, type LogSource } from '../../main/core/log-view';
import { visibleText } from '../../main/core/visible-text';
import { JumpForm } from './jump-form';
import { isAbsent, type KnownLogs } from './listing';

interface LogToolbarProps {
  /** Those to choose from. */
  readonly sources: readonly LogSource[];
  readonly known: KnownLogs;
  readonly source: LogSource;
  readonly onSource: (source: LogSource) => void;
  readonly filter: LogFilter;
  readonly onFilter: (filter: LogFilter) => void;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly onJump: (at: number) => void;
  readonly onEdge: (edge: 'oldest' | 'newest') => void;
  /** What a time without a date is of. */
  readonly near: () => number;
  readonly onCopy: () => void;
  /** Null where there is no file. */
  readonly onReveal: (() => void) | null;
}

export function LogToolbar(props: LogToolbarProps) {
  const { sources, known, source, onSource, filter, onFilter, search, onCopy, onReveal } = props;
  const [isJumping, setJumping] = useState(false);
  const jump = useRef<HTMLButtonElement>(null);

  /** The focus goes back to where it came from. */
  function closeJump(): void {
    setJumping(false);
    jump.current?.focus();
  }

  return (
    <div className="log-toolbar">
      <ToggleButtonGroup
        className="segments"
        aria-label={t('logs.source')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[source]}
        onSelectionChange={([key]) => onSource(LOG_SOURCES.find((one) => one === key) ?? source)}
      >
        {sources.map((one) => (
          <SourceButton key={one} source={one} isAbsent={isAbsent(known, one)} />
        ))}
      </ToggleButtonGroup>
      <SearchField
        className="log-search"
        aria-label={t('logs.search')}
        value={filter.text}
        onChange={(text) => onFilter({ ...filter, text: text.slice(0, 1000) })}
      >
        <Input ref={search} className="field" placeholder={t('logs.search.hint')} spellCheck="false" />
        {filter.text !== '' && (
          <Button className="log-search-clear" aria-label={t('logs.search.clear')}>
            ✕
          </Button>
        )}
      </SearchField>
      <div className="log-tools">
        <button
          ref={jump}
          type="button"
          className="button button-small"
          aria-expanded={isJumping}
          onClick={() => setJumping(!isJumping)}
        >
          {t('logs.jump')}
        </button>
        <button type="button" className="button button-small" title={t('logs.copy.hint')} onClick={onCopy}>
          {t('logs.copy')}
        </button>
        {onReveal !== null && (
          <button type="button" className="button button-small" title={t('logs.folder.hint')} onClick={onReveal}>
            {t('logs.folder')}
          </button>
        )}
      </div>
      <ToggleButtonGroup
        className="log-levels"
        aria-label={t('logs.levels')}
        selectionMode="multiple"
        selectedKeys={filter.levels}
        onSelectionChange={(keys) => onFilter({ ...filter, levels: LOG_LEVELS.filter((level) => keys.has(level)) })}
      >
        {LOG_LEVELS.map((level) => (
          <ToggleButton key={level} id={level} className={`log-level-toggle log-${level.toLowerCase()}`}>
            {({ isSelected }) => (
              <>
                <span aria-hidden="true">{isSelected ? '●' : '○'}</span>
                {level}
              </>
            )}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ActiveFilters filter={filter} onFilter={onFilter} />
      {isJumping && <JumpForm near={props.near} onJump={props.onJump} onEdge={props.onEdge} onClose={closeJump} />}
    </div>
  );
}

function SourceButton({ source, isAbsent }: { readonly source: LogSource; readonly isAbsent: boolean }) {
  const name = t(`logs.source.${source}`);
  return (
    <ToggleButton
      id={source}
      className={isAbsent ? 'segment segment-absent' : 'segment'}
      {...(isAbsent ? { 'aria-label': t('logs.source.absent', { name }) } : {})}
    >
      {name}
    </ToggleButton>
  );
}

/** The filters that a chip in a row has set: they can only be seen and removed here. */
function ActiveFilters({ filter, onFilter }: Pick<LogToolbarProps, 'filter' | 'onFilter'>) {
  const { session, logger } = filter;
  if (session === null && logger === null) return null;
  return (
    <ul className="log-filters" aria-label={t('logs.filters')}>
      {logger !== null && (
        <FilterChip
          name={t('logs.filter.logger', { name: visibleText(logger) })}
          onRemove={() => onFilter({ ...filter, logger: null })}
        />
      )}
      {session !== null && (
        <FilterChip
          name={t('logs.filter.session', { name: visibleText(session) })}
          onRemove={() => onFilter({ ...filter, session: null })}
        />
      )}
    </ul>
  );
}

function FilterChip({ name, onRemove }: { readonly name: string; readonly onRemove: () => void }) {
  return (
    <li>
      <button type="button" className="log-filter" aria-label={t('logs.filter.remove', { name })} onClick={onRemove}>
        <bdi>{name}</bdi> <span aria-hidden="true">✕</span>
      </button>
    </li>
  );
}
