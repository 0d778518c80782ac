import type { JournalEntry, JournalEvent } from '../../../main/core/journal-entry';
import { createFakeJournal } from '../../fakes/fake-journal';
import { journalContract } from '../journal.contract';

journalContract('the fake journal', async () => {
  const journal = createFakeJournal();
  let runs = 0;
  let at = Date.now();

  function write(unit: string, lines: readonly string[], events: readonly JournalEvent[]): string {
    const invocationId = (++runs).toString(16).padStart(32, '0');
    const entry = (from: JournalEntry['from'], message: string, event: JournalEvent | null) => ({
      at: ++at,
      message,
      invocationId,
      from,
      pid: 1,
      bootId: 'b'.repeat(32),
      event,
    });
    const [started, ...later] = events.map((event) => entry('systemd', event.kind, event));
    if (started !== undefined) journal.write(unit, started);
    journal.write(unit, ...lines.map((line) => entry('process', line, null)), ...later);
    return invocationId;
  }

  return {
    journal,
    run: async (unit, lines, status) =>
      write(unit, lines, [
        { kind: 'unit-started' },
        { kind: 'process-exited', code: 1, status },
        { kind: 'unit-failed', result: 'exit-code' },
      ]),
    stop: async (unit, line) =>
      write(unit, [line], [{ kind: 'unit-started' }, { kind: 'unit-stopping' }, { kind: 'unit-stopped', job: 'stop' }]),
    mainPids: () => (runs === 0 ? [] : [1]),
    async close() {},
  };
});
