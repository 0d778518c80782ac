import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import { expect, it } from 'vitest';
import { turnEnded } from '../../../fixtures/log-lines';

// A user namespace has inotify limits of its own, which a test may lower.
const UNSHARE = ['-Ur', 'sh', '-c', 'echo 0 > /proc/sys/user/max_inotify_watches && exec "$@"', 'sh'];

it.skipIf(!canUnshare())(
  'reads every 5 s where the kernel gives no more watches, and says so once',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hermes-tray-limit-'));
    try {
      await mkdir(`${folder}/logs`);
      await build({
        input: resolve('main/adapters/log/gateway-logs.ts'),
        platform: 'node',
        output: { file: `${folder}/logs.mjs` },
        logLevel: 'silent',
      });
      const line = turnEnded('one', Date.now());
      const script = ['--input-type=module', '-e', SCRIPT, folder, line];
      const { stdout } = await promisify(execFile)('unshare', [...UNSHARE, process.execPath, ...script], {
        timeout: 20_000,
      });
      expect(stdout.trim().split('\n')).toEqual([
        expect.stringMatching(/^warn .*\(ENOSPC\).*fs\.inotify\.max_user_watches/),
        'wait 5000',
        'wait 5000',
        'turn-ended',
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  30_000,
);

/** Its clock takes every poll for due at once. */
const SCRIPT = `
import { writeFileSync } from 'node:fs';
const [folder, line] = process.argv.slice(1);
const { createGatewayLogs } = await import(folder + '/logs.mjs');
let waits = 0;
const clock = {
  now: () => Date.now(),
  after(ms, callback) {
    if (ms !== 5000) { const timer = setTimeout(callback, ms); return () => clearTimeout(timer); }
    const timer = setTimeout(() => {
      console.log('wait 5000');
      waits += 1;
      if (waits === 2) writeFileSync(folder + '/logs/agent.log', line + '\\n');
      callback();
    }, 300);
    return () => clearTimeout(timer);
  },
};
const tell = (level) => (text) => console.log(level, text);
const logger = { error: tell('error'), warn: tell('warn'), info: tell('info'), debug: tell('debug') };
const followed = createGatewayLogs({ clock, logger }).follow(folder, null, {
  found([{ finding }]) { console.log(finding.kind); followed.close(); },
});
`;

function canUnshare(): boolean {
  try {
    execFileSync('unshare', [...UNSHARE, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
