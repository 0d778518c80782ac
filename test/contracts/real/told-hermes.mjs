// @ts-check
// A `hermes` that does what it is told to by lines of JSON in a named pipe: prints, ends, or kills itself.
import { appendFileSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const [pipe = '', ...args] = process.argv.slice(2);
const folder = dirname(pipe);
if (args.includes('--help')) {
  process.stdout.write(`usage: hermes update [-h]${process.env['KNOWS_YES'] === 'no' ? '' : ' [--yes]'} [--check]\n`);
  process.exit(0);
}
appendFileSync(join(folder, 'calls.jsonl'), `${JSON.stringify({ args, env: process.env, pid: process.pid })}\n`);
process.on('SIGTERM', () => {
  process.stdout.write('✗ Update cancelled.\n', () => process.exit(1));
});
// For reading and writing: it never comes to its end. Not as a file, whose read would hold up the exit.
const input = new Socket({ fd: openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK) });
const lines = createInterface({ input });
lines.on('line', (line) => {
  const { print, exit, kill } = JSON.parse(line);
  if (print !== undefined) process.stdout.write(print);
  if (exit !== undefined) process.exit(exit);
  if (kill !== undefined) process.kill(process.pid, kill);
});
