import { execFile } from 'node:child_process';
import { appendFileSync, closeSync, constants, mkdirSync, openSync, renameSync } from 'node:fs';
import { appendFile, chmod, copyFile, mkdir, open, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { turnEnded } from '../../../fixtures/log-lines';
import { asUnprivileged } from '../../../fixtures/unprivileged';
import { createLogsRig, type LogsRig } from './rig';

let rig: LogsRig;

beforeEach(async () => {
  rig = await createLogsRig();
});

afterEach(() => rig.dispose());

function line(chat: string): string {
  return `${turnEnded(chat, Date.now())}\n`;
}

/** Of before we follow. */
function past(chat: string): string {
  return `${turnEnded(chat, Date.now() - 60_000)}\n`;
}

async function following() {
  const one = rig.follow();
  await one.followed.settled();
  return one;
}

it('has no timer while nothing happens, neither with logs nor without', async () => {
  const { followed, told } = await following();
  expect(rig.timers()).toEqual([]);
  await rig.append('agent', line('one'));
  await followed.settled();
  expect(told()).toEqual(['one']);
  expect(rig.timers()).toEqual([]);
});

describe('rotation', () => {
  it('reads to its end a file that was renamed before its last lines were read', async () => {
    await rig.append('agent', past('zero'));
    const { followed, told } = await following();
    await appendFile(rig.path('agent'), line('one'));
    await rig.rotate('agent');
    await appendFile(`${rig.path('agent')}.1`, line('two'));
    await writeFile(rig.path('agent'), line('three'));
    await followed.settled();
    expect(told()).toEqual(['one', 'two', 'three']);
  });

  it('goes on reading a renamed file while its writer does not notice, as 0.11 does not', async () => {
    await rig.append('agent', past('zero'));
    const { followed, seen, told } = await following();
    const stuck = await open(rig.path('agent'), 'a');
    for (let round = 0; round < 3; round += 1) {
      // logrotate's `create`.
      await rig.rotate('agent');
      await writeFile(rig.path('agent'), '');
      await followed.settled();
      await stuck.appendFile(line(`round-${round}`));
      await seen.next(`round ${round}`, ({ finding }) => 'chat' in finding && finding.chat === `round-${round}`);
    }
    await stuck.close();
    expect(told()).toEqual(['round-0', 'round-1', 'round-2']);
  });

  it('reads the files that came and were rotated away between two looks', async () => {
    await rig.append('agent', past('zero'));
    const { followed, told } = await following();
    for (const chat of ['one', 'two', 'three']) {
      await rig.append('agent', line(chat));
      await rig.rotate('agent');
    }
    await rig.append('agent', line('four'));
    await followed.settled();
    expect(told()).toEqual(['one', 'two', 'three', 'four']);
  });

  it('reads the first files of all, though some were rotated away before a look found one', async () => {
    const { followed, told } = await following();
    const path = rig.path('agent');
    // Without a break, in which it could look.
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, line('one'));
    renameSync(path, `${path}.2`);
    appendFileSync(path, line('two'));
    renameSync(path, `${path}.1`);
    appendFileSync(path, line('three'));
    await followed.settled();
    expect(told()).toEqual(['one', 'two', 'three']);
  });

  it('looks back through a rotation', async () => {
    const since = Date.now();
    await rig.append('agent', line('one'));
    await rig.rotate('agent');
    await rig.append('agent', line('two'));
    const { followed, told } = rig.follow(since);
    await followed.settled();
    expect(told()).toEqual(['one', 'two']);
  });

  it('sees what is written to a file that was rotated before we looked', async () => {
    await rig.append('agent', past('old'));
    await rig.rotate('agent');
    await rig.append('agent', '');
    const { seen, told } = await following();
    await appendFile(`${rig.path('agent')}.1`, line('new'));
    await seen.next('the new one', () => true);
    expect(told()).toEqual(['new']);
  });
});

describe('truncation', () => {
  it('begins anew', async () => {
    await rig.append('agent', past('zero').repeat(10));
    const { seen, told } = await following();
    await truncate(rig.path('agent'));
    await appendFile(rig.path('agent'), line('one'));
    await seen.next('the line', () => true);
    expect(told()).toEqual(['one']);
  });

  it('is noticed when the file is as long as before, or longer', async () => {
    await rig.append('agent', past('zero'));
    const { followed, told } = await following();
    await writeFile(rig.path('agent'), `${line('none')}${line('long')}${line('longer')}`);
    await followed.settled();
    expect(told()).toEqual(['none', 'long', 'longer']);
  });

  it('with a copy before it (copytruncate) loses nothing that the copy has', async () => {
    await rig.append('agent', past('zero'));
    const { followed, told } = await following();
    await appendFile(rig.path('agent'), line('one'));
    await copyFile(rig.path('agent'), `${rig.path('agent')}.1`);
    await truncate(rig.path('agent'));
    await appendFile(rig.path('agent'), line('two'));
    await followed.settled();
    expect(told()).toEqual(['one', 'two']);
  });

  it('leaves zeros behind where the writer goes on at its old place', async () => {
    const writer = await openAnew();
    await writer.write(past('zero').repeat(100));
    const { followed, told } = await following();
    await truncate(rig.path('agent'));
    await followed.settled();
    await writer.write(line('one'));
    await writer.write(line('two'));
    await writer.close();
    await followed.settled();
    expect(told()).toEqual(['one', 'two']);
  });

  async function openAnew() {
    await mkdir(rig.folder, { recursive: true });
    return open(rig.path('agent'), 'w');
  }
});

describe('deletion', () => {
  it('of a log, again and again', async () => {
    const { seen, told } = await following();
    const wanted: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      wanted.push(`chat-${round}`);
      await rig.append('agent', line(`chat-${round}`));
      await seen.next(`round ${round}`, ({ finding }) => 'chat' in finding && finding.chat === `chat-${round}`);
      await rm(rig.path('agent'));
    }
    expect(told()).toEqual(wanted);
  });

  it('of a log that is written to all the same', async () => {
    await rig.append('agent', past('zero'));
    const { seen, followed, told } = await following();
    const writer = await open(rig.path('agent'), 'a');
    await rm(rig.path('agent'));
    await followed.settled();
    await writer.appendFile(line('one'));
    await writer.close();
    await seen.next('the line', () => true);
    expect(told()).toEqual(['one']);
  });

  it('closes what was deleted, once there is another one', async () => {
    await rig.append('agent', past('zero'));
    const { followed } = await following();
    await rm(rig.path('agent'));
    await rig.append('agent', line('one'));
    await followed.settled();
    const { stdout } = await promisify(execFile)('ls', ['-l', `/proc/${process.pid}/fd`]);
    expect(stdout.split('\n').filter((entry) => entry.includes(rig.folder) && entry.includes('deleted'))).toEqual([]);
  });

  it('of the logs’ folder, and of the home', async () => {
    const { seen, told } = await following();
    for (const folder of [rig.folder, rig.home, rig.folder]) {
      await rig.append('agent', line(folder));
      await seen.next(folder, () => true);
      seen.forget();
      await rm(folder, { recursive: true });
    }
    expect(told()).toEqual([rig.folder, rig.home, rig.folder]);
  });

  it('does not tell again what comes back with a copy', async () => {
    const { followed, told } = await following();
    await rig.append('agent', line('one') + line('two'));
    await followed.settled();
    await copyFile(rig.path('agent'), `${rig.folder}/copy`);
    await rename(`${rig.folder}/copy`, rig.path('agent'));
    await rig.append('agent', line('three'));
    await followed.settled();
    expect(told()).toEqual(['one', 'two', 'three']);
  });

  it('is undone: the same file is moved away and back', async () => {
    const { followed, told } = await following();
    await rig.append('agent', line('one'));
    await followed.settled();
    await rename(rig.home, `${rig.home}.away`);
    await followed.settled();
    await rename(`${rig.home}.away`, rig.home);
    await followed.settled();
    await rig.append('agent', line('two'));
    await followed.settled();
    expect(told()).toEqual(['one', 'two']);
  });
});

describe('what is no readable file', () => {
  it.each([
    ['a named pipe', (path: string) => promisify(execFile)('mkfifo', [path])],
    ['a folder', (path: string) => mkdir(path)],
    ['a symbolic link that leads to itself', (path: string) => symlink(path, path)],
  ])('%s: is said once, and the other logs are read', async (what, make) => {
    await mkdir(rig.folder, { recursive: true });
    await make(rig.path('agent'));
    const { followed, told } = await following();
    await rig.append('gateway', line('one'));
    await followed.settled();
    await followed.settled();
    expect(told()).toEqual(['one']);
    expect(rig.logger.lines).toHaveLength(1);
    expect(rig.logger.lines[0]).toContain(`${rig.path('agent')} is not read: it is ${what}`);
  });

  it('does not take what a pipe’s writer sends', async () => {
    await mkdir(rig.folder, { recursive: true });
    await promisify(execFile)('mkfifo', [rig.path('agent')]);
    const { followed } = await following();
    // ENXIO: nobody has it open for reading.
    expect(() => closeSync(openSync(rig.path('agent'), constants.O_WRONLY | constants.O_NONBLOCK))).toThrow('ENXIO');
    await followed.settled();
  });

  it('reads its recent past once its rights are given back', async () => {
    const since = Date.now();
    await rig.append('agent', line('one'));
    await asUnprivileged(dirname(rig.home), async () => {
      await chmod(rig.path('agent'), 0);
      const { followed, seen, told } = rig.follow(since);
      await followed.settled();
      expect(rig.logger.lines).toHaveLength(1);
      await chmod(rig.path('agent'), 0o600);
      await seen.next('the line', () => true);
      expect(told()).toEqual(['one']);
    });
  });

  it('follows a log behind a symbolic link', async () => {
    await mkdir(`${rig.home}.disk`, { recursive: true });
    await symlink(`${rig.home}.disk`, rig.home);
    const { seen, told } = await following();
    await rig.append('agent', line('one'));
    await seen.next('the line', () => true);
    expect(told()).toEqual(['one']);
  });
});

it('follows a home that is made level by level, long after', async () => {
  const { seen, told } = await following();
  await mkdir(rig.home);
  await mkdir(rig.folder);
  await writeFile(rig.path('agent'), '');
  await appendFile(rig.path('agent'), line('one'));
  await seen.next('the line', () => true);
  expect(told()).toEqual(['one']);
});
