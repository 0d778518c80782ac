// @ts-check
/** A real journal for a session of root's: journald wants root, and a /run and /var/log/journal of its own. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const JOURNALD = ['/usr/lib/systemd/systemd-journald', '/lib/systemd/systemd-journald'];
const START_DEADLINE_MS = 5_000;

/**
 * Persistent storage on a private tmpfs: journald only splits the log by user (`journalctl --user`) when it's persistent.
 * @param {string} state
 */
export function startJournal(state) {
  const journald = JOURNALD.find((file) => existsSync(file));
  if (journald === undefined) throw new Error('systemd-journald is not installed (apt-get install systemd)');
  // Where the machine has no persistent journal, its /var/log is covered whole: nothing may be created there for good.
  const cover = existsSync('/var/log/journal') ? '/var/log/journal' : '/var/log';
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'mode=0755', 'hermes-tray-desktop', cover], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`no private ${cover}: ${stderr.trim()}`);
  mkdirSync('/var/log/journal', { recursive: true });
  // What systemd-journal-flush.service tells it at boot; without it the log stays in /run, and one for all users.
  mkdirSync('/run/systemd/journal', { recursive: true });
  writeFileSync('/run/systemd/journal/flushed', '');
  mkdirSync('/run/systemd/journald.conf.d', { recursive: true });
  // The kernel's messages are the machine's, not the session's.
  writeFileSync(
    '/run/systemd/journald.conf.d/session.conf',
    '[Journal]\nStorage=persistent\nSplitMode=uid\nReadKMsg=no\nAudit=no\nRateLimitIntervalSec=0\n',
  );
  const log = openSync(join(state, 'logs/journald.log'), 'a');
  spawn(journald, [], {
    stdio: ['ignore', log, log],
    detached: true,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  }).unref();

  const start = Date.now();
  // Before any unit starts: systemd connects each unit's stdout to this socket.
  while (!existsSync('/run/systemd/journal/stdout')) {
    if (Date.now() - start > START_DEADLINE_MS)
      throw new Error(`systemd-journald didn't come up in ${START_DEADLINE_MS} ms, see logs/journald.log`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}
