import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { EMPTY_EXTENT, type LogExtent, NO_FILTER } from '../../main/core/log-view';
import { LogStatus } from '../../renderer/logs/log-status';

const status = (extent: Partial<LogExtent>) =>
  renderToStaticMarkup(
    createElement(LogStatus, {
      extent: { ...EMPTY_EXTENT, isComplete: true, ...extent },
      filter: NO_FILTER,
      isFollowing: true,
      newer: 0,
      onFollow: () => {},
      note: '',
    }),
  );

it('says that a log has gone whose entries are still in view', () => {
  const problem = { kind: 'missing', detail: '/home/ada/.hermes/logs/errors.log' } as const;
  expect(status({ entries: 3, problem })).toContain('This log is not there any more');
  expect(status({ entries: 3 })).not.toContain('any more');
  // There it stands in the place of the entries.
  expect(status({ entries: 0, problem })).not.toContain('any more');
});
