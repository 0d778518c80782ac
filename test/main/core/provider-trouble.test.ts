import { describe, expect, it } from 'vitest';
import type { LogFact, LogFinding } from '../../../main/core/log-finding';
import { afterLog } from '../../../main/core/provider-trouble';
import { NOW } from '../../fixtures/build';

function fact(finding: LogFinding, at: number | null = NOW): LogFact {
  return { at, file: 'agent', line: finding.kind, finding };
}

const LOST = fact({ kind: 'provider-error', status: 401, isFinal: true, message: 'no key', session: null });
const starts = (chat: string) => fact({ kind: 'turn-started', chat });
const ends = (chat: string) => fact({ kind: 'turn-ended', chat });
const answered = (at: number | null) => fact({ kind: 'provider-answered' }, at);

describe('the trouble with a provider', () => {
  it('begins with a turn that is lost, and counts them', () => {
    expect(afterLog(null, [LOST, LOST])).toMatchObject({ status: 401, message: 'no key', turnsLost: 2 });
    const retried = fact({ kind: 'provider-error', status: 429, isFinal: false, message: 'wait', session: null });
    expect(afterLog(null, [retried])).toBeNull();
  });

  it('is over with the answer to a turn that began after it', () => {
    expect(afterLog(null, [starts('a'), LOST, ends('a')])).not.toBeNull();
    expect(afterLog(null, [LOST, starts('a'), LOST, ends('a')])).not.toBeNull();
    expect(afterLog(null, [LOST, starts('a'), ends('a')])).toBeNull();
  });

  it('is over with a turn of whatever kind that ends with the model’s text, as a cron job’s', () => {
    expect(afterLog(null, [LOST, answered(NOW + 5000)])).toBeNull();
  });

  it('goes on after a turn that ended before it, or nobody knows when', () => {
    expect(afterLog(null, [LOST, answered(NOW - 1)])).not.toBeNull();
    expect(afterLog(null, [LOST, answered(null)])).not.toBeNull();
  });

  it('begins anew with the next error', () => {
    expect(afterLog(null, [LOST, answered(NOW + 1), LOST])).toMatchObject({ turnsLost: 1 });
  });
});
