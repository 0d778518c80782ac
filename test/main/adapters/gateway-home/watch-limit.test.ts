import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import { expect, it } from 'vitest';

// A user namespace has inotify limits of its own, which a test may lower.
const UNSHARE = ['-Ur', 'sh', '-c', 'echo 0 > /proc/sys/user/max_inotify_watches && exec "$@"', 'sh'];

it.skipIf(!canUnshare())(
  'reads every 5 s where the kernel gives no more watches, and says so once',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hermes-tray-limit-'));
    try {
      await build({
        input: resolve('main/adapters/gateway-home/gateway-homes.ts'),
        platform: 'node',
        output: { file: `${folder}/homes.mjs` },
        logLevel: 'silent',
      });
      await writeFile(`${folder}/run.mjs`, SCRIPT);
      const args = [...UNSHARE, process.execPath, `${folder}/run.mjs`, folder];
      const { stdout } = await promisify(execFile)('unshare', args, { timeout: 20_000 });
      expect(stdout.trim().split('\n')).toEqual([
        'absent []',
        expect.stringMatching(/^warn .*\(ENOSPC\).*fs\.inotify\.max_user_watches/),
        'wait 5000',
        'wait 5000',
        'read []',
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  30_000,
);

/** Its clock takes every poll for due at once. */
const SCRIPT = `
import { createGatewayHomes } from './homes.mjs';
import { mkdirSync, writeFileSync } from 'node:fs';
const userHome = process.argv[2];
let waits = 0;
const clock = {
  now: () => 0,
  after(ms, callback) {
    if (ms !== 5000) { const timer = setTimeout(callback, ms); return () => clearTimeout(timer); }
    const timer = setTimeout(() => {
      console.log('wait 5000');
      waits += 1;
      if (waits === 2) { mkdirSync(userHome + '/.hermes'); writeFileSync(userHome + '/.hermes/gateway_state.json', '{}'); }
      callback();
    }, 300);
    return () => clearTimeout(timer);
  },
};
const tell = (level) => (text) => console.log(level, text);
const logger = { error: tell('error'), warn: tell('warn'), info: tell('info'), debug: tell('debug') };
createGatewayHomes({ userHome, clock, logger }).follow({ environment: [], execStart: [], mainPid: 0 }, ({ home }) => {
  console.log(home.stateFile.kind, JSON.stringify(home.starts));
  if (home.stateFile.kind === 'read') process.exit(0);
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
