import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createJournal } from '../../../main/adapters/journal/journal';
import { journalContract } from '../journal.contract';
import { deleteAllUnits, systemctl, UNIT_FOLDER } from './user-units';

const uid = process.getuid?.() ?? 0;
const journal = createJournal({ environment: process.env, uid });

/** Why there is nothing to test here; null when there is. */
const whyNot = hasJournal()
  ? null
  : 'this session has no journald of its own: test/desktop/session.mjs --journal, as root';
if (whyNot !== null) console.warn(`the journal adapter is not tested: ${whyNot}`);

/** systemd writes there, and this user may read it. */
function hasJournal(): boolean {
  try {
    const args = ['--quiet', '--lines=1', '--output=cat', `_UID=${uid}`, '_COMM=systemd'];
    return execFileSync('journalctl', args, { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0;
  } catch {
    return false;
  }
}

describe.skipIf(whyNot !== null)(whyNot === null ? 'with a journald' : `skipped: ${whyNot}`, () => {
  journalContract('the journal adapter', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'journal-'));
    const idFile = join(folder, 'invocation');

    async function define(unit: string, script: string): Promise<void> {
      mkdirSync(UNIT_FOLDER, { recursive: true });
      const command = `ExecStart=/bin/sh -c 'echo $INVOCATION_ID $$$$ >>${idFile}; ${script}'`;
      writeFileSync(join(UNIT_FOLDER, unit), `[Service]\n${command}\n`);
      await systemctl('daemon-reload');
    }
    /** [InvocationID, PID] of each. */
    const runs = () =>
      (existsSync(idFile) ? readFileSync(idFile, 'utf8').trim().split('\n') : []).map((line) => line.split(' '));
    const lastRun = () => runs().at(-1)?.[0] ?? '';

    return {
      journal,
      async run(unit, lines, status) {
        await define(unit, [...lines.map((line) => `echo ${line}`), `exit ${status}`].join('; '));
        await expect(systemctl('start', '--wait', unit)).rejects.toThrow();
        return lastRun();
      },
      async stop(unit, line) {
        await define(unit, `echo ${line}; exec sleep infinity`);
        await systemctl('start', unit);
        await vi.waitFor(() => expect(lastRun()).not.toBe(''));
        await systemctl('stop', unit);
        return lastRun();
      },
      mainPids: () => runs().map(([, pid]) => Number(pid)),
      async close() {
        await deleteAllUnits();
        rmSync(folder, { recursive: true });
      },
    };
  });

  it('has something of another user for nobody', async () => {
    const ofRoot = createJournal({ environment: process.env, uid: 0 });
    expect(await ofRoot.read({ unit: 'init.scope', since: null, limit: 10, mainPids: [] })).toMatchObject({
      ok: false,
      reason: 'no-journal',
    });
  });
});
