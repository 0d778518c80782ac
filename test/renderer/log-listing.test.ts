import { describe, expect, it } from 'vitest';
import type { LogListing, LogSource } from '../../main/core/log-view';
import { LOG_SOURCES } from '../../main/core/log-view';
import { isAbsent, NOTHING_KNOWN, offered, withAnswer } from '../../renderer/logs/listing';

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

  it('offers the files in any case, and the journal where there is one, or where it is shown', () => {
    expect(offered(NOTHING_KNOWN, LOG_SOURCES, 'agent')).toEqual(['agent', 'gateway', 'errors']);
    expect(offered(withAnswer(NOTHING_KNOWN, listing('journal')), LOG_SOURCES, 'agent')).toEqual(LOG_SOURCES);
    expect(offered(NOTHING_KNOWN, ['journal'], 'journal')).toEqual(['journal']);
  });
});
