import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Installations } from '../../main/app/ports/installations';

/** A Hermes on this machine, installed by git, that is as new as its remote repository until that gets something new. */
export interface InstallationsDriver {
  readonly installations: Installations;
  readonly checkout: string;
  readonly root: string;
  /** What HEAD is. */
  readonly head: string;
  readonly version: string;
  /** Commits to the remote repository, the oldest first; the hash of the last. */
  publish(version: string, subjects: readonly string[]): string;
  /** A `.update_check` of Hermes, of now. */
  hermesChecks(behind: number): void;
  /** The remote repository is gone. */
  cutOff(): void;
  /** The checkout is. */
  destroy(): void;
  close(): void;
}

export function installationsContract(name: string, createDriver: () => InstallationsDriver): void {
  describe(name, () => {
    let driver: InstallationsDriver;
    let installations: Installations;

    beforeEach(() => {
      driver = createDriver();
      installations = driver.installations;
    });
    afterEach(() => driver.close());

    it('finds where the code lies, and how it was installed', async () => {
      expect(await installations.find([driver.checkout])).toEqual({ checkout: driver.checkout, method: 'git' });
      expect(await installations.find([])).toBeNull();
    });

    it('reads what the checkout holds', async () => {
      expect(await installations.readCode(driver.checkout)).toEqual({
        ok: true,
        value: { commit: driver.head, version: driver.version, branch: 'main' },
      });
    });

    it('says that nothing is new', async () => {
      expect(await installations.check(driver.checkout)).toMatchObject({
        ok: true,
        value: { behind: 0, commits: [], version: driver.version },
      });
    });

    it('finds what is new, the newest first, and leaves the checkout as it is', async () => {
      const tip = driver.publish('0.23.0', ['gateway: Drain first', 'release: 0.23.0']);
      const found = await installations.check(driver.checkout);
      expect(found).toMatchObject({ ok: true, value: { commit: tip, version: '0.23.0', behind: 2 } });
      expect(found.ok && found.value.commits.map(({ subject }) => subject)).toEqual([
        'release: 0.23.0',
        'gateway: Drain first',
      ]);
      expect(await installations.readCode(driver.checkout)).toMatchObject({ value: { commit: driver.head } });
    });

    it.each([
      [3, 3],
      [0, 0],
      [-1, null],
    ])('knows what Hermes has looked up: %i', async (said, behind) => {
      driver.hermesChecks(said);
      expect(await installations.readKnown(driver.checkout, [driver.root])).toMatchObject({ behind });
    });

    it('says that it could not ask, whom, and what to do', async () => {
      driver.cutOff();
      expect(await installations.check(driver.checkout)).toMatchObject({
        ok: false,
        message: expect.stringMatching(/remote\.git could not be asked.*Check the network/),
      });
      expect((await installations.preFlight(driver.checkout, driver.root, [driver.root])).unreachable).toMatch(
        /remote\.git could not be asked/,
      );
    });

    it('finds nothing in the way where there is nothing', async () => {
      expect(await installations.preFlight(driver.checkout, driver.root, [driver.root])).toEqual({
        other: null,
        changed: [],
        changedCount: 0,
        freeBytes: expect.any(Number),
        unreachable: null,
        broken: null,
      });
    });

    it('says that a checkout can’t be read, and which', async () => {
      driver.destroy();
      expect(await installations.readCode(driver.checkout)).toMatchObject({
        ok: false,
        message: expect.stringContaining(driver.checkout),
      });
      expect((await installations.preFlight(driver.checkout, driver.root, [])).broken).toContain(driver.checkout);
    });
  });
}
