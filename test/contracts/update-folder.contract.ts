import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UpdateFolder } from '../../main/app/ports/update-folder';
import { wholeRun } from '../fixtures/updates';

export interface UpdateFolderDriver {
  /** The folder as the next start of the app finds it. */
  open(): UpdateFolder;
  /** Nothing can be written any more. */
  refuse(): void;
  close(): void;
}

export function updateFolderContract(name: string, createDriver: () => UpdateFolderDriver): void {
  describe(name, () => {
    let driver: UpdateFolderDriver;
    const done = { ok: true, value: null };

    beforeEach(() => {
      driver = createDriver();
    });
    afterEach(() => driver.close());

    it('has nothing at first', async () => {
      expect(await driver.open().read()).toEqual([]);
    });

    it('gives back each run as it was saved last, the latest first, to the next start, too', async () => {
      const folder = driver.open();
      const [first, second] = [wholeRun('20261124T120000-1'), wholeRun('20261125T120000-2')];
      expect([folder.save(second), folder.save(first)]).toEqual([done, done]);
      const over = { ...second, phase: { kind: 'done', at: 7, wasCurrent: false } } as const;
      expect(folder.save(over)).toEqual(done);
      expect(await folder.read()).toEqual([over, first]);
      expect(await driver.open().read()).toEqual([over, first]);
    });

    it('has no output of a process that never was', async () => {
      expect(await driver.open().readOutput('20261124T120000-1')).toBe('');
    });

    it('says that it could not write a run, and why', async () => {
      const folder = driver.open();
      driver.refuse();
      expect(folder.save(wholeRun('20261124T120000-1'))).toMatchObject({
        ok: false,
        message: expect.stringMatching(/20261124T120000-1.*could not be written: .+\. Check/),
      });
      expect(await folder.read()).toEqual([]);
    });
  });
}
