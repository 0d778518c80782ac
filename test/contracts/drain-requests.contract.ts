import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DrainRequests } from '../../main/app/ports/drain-requests';

export interface DrainRequestsDriver {
  readonly requests: DrainRequests;
  /** A HERMES_HOME; each call gives another. */
  makeHome(): string;
  /** Another program's request is there. */
  putForeign(home: string): void;
  /** What a gateway of that home finds. */
  hasRequest(home: string): boolean;
  close(): void;
}

export function drainRequestsContract(name: string, createDriver: () => DrainRequestsDriver): void {
  describe(name, () => {
    let driver: DrainRequestsDriver;
    let requests: DrainRequests;
    let home: string;
    const done = { ok: true, value: null };
    const found = (value: string) => ({ ok: true, value });

    beforeEach(() => {
      driver = createDriver();
      requests = driver.requests;
      home = driver.makeHome();
    });
    afterEach(() => driver.close());

    it('finds none, writes one, finds it, removes it', async () => {
      expect(await requests.find(home)).toEqual(found('none'));
      expect(await requests.write(home)).toEqual(done);
      expect(driver.hasRequest(home)).toBe(true);
      expect(await requests.find(home)).toEqual(found('ours'));
      expect(await requests.remove(home)).toEqual(done);
      expect(driver.hasRequest(home)).toBe(false);
      expect(await requests.find(home)).toEqual(found('none'));
    });

    it('is content with what is so already', async () => {
      expect(await requests.remove(home)).toEqual(done);
      expect(await requests.write(home)).toEqual(done);
      expect(await requests.write(home)).toEqual(done);
      expect(await requests.find(home)).toEqual(found('ours'));
    });

    it('leaves another program’s alone, and says so where it is in the way', async () => {
      driver.putForeign(home);
      expect(await requests.find(home)).toEqual(found('foreign'));
      expect(await requests.write(home)).toMatchObject({
        ok: false,
        reason: 'foreign',
        message: expect.stringContaining(home),
      });
      expect(await requests.remove(home)).toEqual(done);
      expect(await requests.find(home)).toEqual(found('foreign'));
      expect(driver.hasRequest(home)).toBe(true);
    });

    it('keeps homes apart', async () => {
      const other = driver.makeHome();
      await requests.write(home);
      expect(await requests.find(other)).toEqual(found('none'));
      await requests.write(other);
      await requests.remove(home);
      expect(await requests.find(other)).toEqual(found('ours'));
    });

    it('does what it is asked to in that order', async () => {
      const results = await Promise.all([
        requests.write(home),
        requests.remove(home),
        requests.write(home),
        requests.find(home),
        requests.remove(home),
        requests.find(home),
      ]);
      expect(results).toEqual([done, done, done, found('ours'), done, found('none')]);
    });
  });
}
