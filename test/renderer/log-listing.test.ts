import { describe, expect, it } from 'vitest';
import type { LogListing, LogSource } from '../../main/core/log-view';
import { LOG_SOURCES } from '../../main/core/log-view';
import { isAbsent, NOTHING_KNOWN, offered, sourceOfMoment, withAnswer } from '../../renderer/logs/listing';

const listing = (...there: readonly LogSource[]): readonly LogListing[] =>
  LOG_SOURCES.map((source) => ({ source, isThere: there.includes(source) }));

describe('the logs to choose from', () => {
  it('calls none absent before that is known', () => {
    expect(LOG_SOURCES.filter((source) => isAbsent(NOTHING_KNOWN, source))).toEqual([]);
    expect(LOG_SOURCES.filter((source) => isAbsent(withAnswer(NOTHING_KNOWN, listing('agent')), source))).toEqual([
      'gateway',
      'errors',
      'journal',
    ]);
  });

  it('has the files as they were told last, and the journal as it was asked for last', () => {
    const told = { files: ['agent', 'errors'], hasJournal: null } as const;
    const known = withAnswer(told, listing('agent', 'journal'));
    expect(LOG_SOURCES.filter((source) => isAbsent(known, source))).toEqual(['gateway']);
  });

  it.each<['agent' | 'journal', readonly LogSource[], readonly LogSource[] | null, LogSource | null]>([
    ['agent', LOG_SOURCES, ['agent', 'journal'], 'agent'],
    ['agent', LOG_SOURCES, ['journal'], 'journal'],
    ['agent', LOG_SOURCES, [], 'agent'],
    ['agent', LOG_SOURCES, null, null],
    ['agent', ['journal'], null, 'journal'],
    ['journal', LOG_SOURCES, ['agent', 'journal'], 'journal'],
    ['journal', LOG_SOURCES, ['agent'], 'agent'],
    ['journal', LOG_SOURCES, null, 'journal'],
  ])('shows a moment of the %s, of %j and with %j there, in the %s', (wanted, sources, there, shown) => {
    const known = there === null ? NOTHING_KNOWN : withAnswer(NOTHING_KNOWN, listing(...there));
    expect(sourceOfMoment(wanted, sources, known)).toBe(shown);
  });

  it('offers the files in any case, and the journal where there is one, or where it is shown', () => {
    expect(offered(NOTHING_KNOWN, LOG_SOURCES, 'agent')).toEqual(['agent', 'gateway', 'errors']);
    expect(offered(withAnswer(NOTHING_KNOWN, listing('journal')), LOG_SOURCES, 'agent')).toEqual(LOG_SOURCES);
    expect(offered(NOTHING_KNOWN, ['journal'], 'journal')).toEqual(['journal']);
  });
});
