import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UpdateProcesses, UpdateProcessSpec } from '../../main/app/ports/update-process';
import type { UpdateProcessState } from '../../main/core/update-process';
import { type Announcements, createAnnouncements } from './announcements';

/** Its `hermes update` does what it is told to. */
export interface UpdateProcessesDriver {
  readonly processes: UpdateProcesses;
  spec(id: string): UpdateProcessSpec;
  /** Prints, as it is. */
  print(id: string, text: string): Promise<void>;
  end(id: string, exitCode: number): Promise<void>;
  /** How often it was begun. */
  begun(id: string): number;
  close(): Promise<void>;
}

export function updateProcessContract(name: string, createDriver: () => Promise<UpdateProcessesDriver>): void {
  describe(name, () => {
    const ID = '20261125T143000-4711';
    const done = { ok: true, value: null };
    let driver: UpdateProcessesDriver;
    let processes: UpdateProcesses;
    let states: Announcements<UpdateProcessState>;

    beforeEach(async () => {
      driver = await createDriver();
      processes = driver.processes;
      states = createAnnouncements();
    });
    afterEach(() => driver.close());

    const start = () => processes.start(driver.spec(ID));

    it('knows of none that never was', async () => {
      processes.follow(ID, 'update', states.add);
      await states.next('that there is none', ({ kind }) => kind === 'absent');
    });

    it.each([0, 1, 2])('runs, says what it prints, and ends with exit code %i', async (exitCode) => {
      expect(await start()).toEqual(done);
      processes.follow(ID, 'update', states.add);
      await states.next('that it runs', ({ kind }) => kind === 'running');
      await driver.print(ID, '→ Fetching updates...\n');
      await states.next('its line', (state) => state.kind === 'running' && /Fetching updates/.test(state.output));
      await driver.end(ID, exitCode);
      const ended = await states.next('its end', ({ kind }) => kind === 'ended');
      expect(ended).toMatchObject({ exitCode, output: expect.stringMatching(/Fetching updates\.\.\.\n$/) });
    });

    it('joins the first of two starts', async () => {
      expect(await Promise.all([start(), start()])).toEqual([done, done]);
      expect(await start()).toEqual(done);
      await driver.end(ID, 0);
      processes.follow(ID, 'update', states.add);
      await states.next('its end', ({ kind }) => kind === 'ended');
      expect(await start()).toEqual(done);
      expect(driver.begun(ID)).toBe(1);
    });

    it('keeps two apart', async () => {
      const OTHER = '20261125T150000-1';
      await start();
      processes.follow(OTHER, 'update', states.add);
      processes.follow(ID, 'way-back', states.add);
      await states.next('that there is none', ({ kind }) => kind === 'absent');
      expect(states.all.some(({ kind }) => kind === 'running')).toBe(false);
    });

    it('tells nobody who no longer follows', async () => {
      await start();
      const end = processes.follow(ID, 'update', states.add);
      await states.next('that it runs', ({ kind }) => kind === 'running');
      end();
      const other = createAnnouncements<UpdateProcessState>();
      processes.follow(ID, 'update', other.add);
      const count = states.all.length;
      await driver.end(ID, 0);
      await other.next('its end', ({ kind }) => kind === 'ended');
      expect(states.all).toHaveLength(count);
    });

    it('stops one, and is content with one that is over', async () => {
      await start();
      expect(await processes.stop(ID, 'update')).toEqual(done);
      expect(await processes.stop(ID, 'update')).toEqual(done);
    });
  });
}
