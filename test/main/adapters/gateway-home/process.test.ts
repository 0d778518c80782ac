import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  parseCgroup,
  parseCommandLine,
  parseStat,
  readProcess,
} from '../../../../main/adapters/gateway-home/process-facts';
import { subjectOf } from '../../../contracts/gateway-homes.contract';
import { createFilesRig, type FilesRig, startTicksOf } from './rig';

let rig: FilesRig;

beforeEach(async () => {
  rig = await createFilesRig();
});

afterEach(() => rig.dispose());

it('shows command line, control group and start time of the living gateway', async () => {
  const gateway = await rig.startGateway();
  await rig.writePid(rig.root, gateway);
  const { seen } = rig.follow({ mainPid: gateway.pid });
  const found = await seen.next('the process', ({ process: found }) => found !== null);
  expect(found.process?.commandLine.slice(-2)).toEqual(['gateway', 'run']);
  expect(found.process?.cgroup).toMatch(/^\//);
  expect(found.process?.startTicks).toBe(gateway.startTicks);
});

it('believes a bare number in gateway.pid, as before 0.11', async () => {
  const { pid } = await rig.startGateway();
  await mkdir(rig.root);
  await writeFile(`${rig.root}/gateway.pid`, `${pid}\n`);
  const { seen } = rig.follow();
  await seen.next('the process', ({ process: found }) => found?.pid === pid);
});

it('takes no other program for the gateway, though its number is in gateway.pid', async () => {
  await rig.writePid(rig.root, { pid: process.pid, startTicks: await startTicksOf(process.pid) });
  const { seen } = rig.follow();
  const first = await seen.next('the pid file', ({ home }) => home.pidFile.kind === 'read');
  expect(first.process).toBeNull();
});

it('takes no zombie for a living gateway', async () => {
  // The shell becomes a sleep, which never asks after the child it has inherited.
  const parent = spawn('sh', ['-c', 'sleep 61 & echo $!; exec sleep 60']);
  try {
    const [output] = await once(parent.stdout, 'data');
    const pid = Number(String(output));
    await until(async () => (await readProcess(parent.pid ?? 0, '/proc'))?.commandLine[0] === 'sleep');
    process.kill(pid, 'SIGKILL');
    await until(async () => (await readProcess(pid, '/proc'))?.state === 'Z');
    await mkdir(rig.root);
    await writeFile(`${rig.root}/gateway.pid`, String(pid));
    const { seen } = rig.follow();
    const first = await seen.next('the pid file', ({ home }) => home.pidFile.kind === 'read');
    expect(first.process).toBeNull();
    expect(rig.timers()).toEqual([]);
  } finally {
    parent.kill('SIGKILL');
  }
});

describe('the one poll', () => {
  it('runs while a gateway lives outside the unit, and ends with it', async () => {
    const gateway = await rig.startGateway();
    await rig.writePid(rig.root, gateway);
    const { seen, followed } = rig.follow({ mainPid: 0 });
    await seen.next('the process', ({ process: found }) => found !== null);
    await until(async () => rig.timers().join() === '5000');
    followed.update(subjectOf({ mainPid: gateway.pid }));
    await until(async () => rig.timers().length === 0);
    followed.update(subjectOf({ mainPid: 0 }));
    await until(async () => rig.timers().join() === '5000');
    expect(seen.all.filter((one) => one.process !== null).length).toBe(seen.all.length);
    await rig.endGateway(gateway.pid);
    await seen.next('its end, without any event', ({ process: found }) => found === null);
    expect(rig.timers()).toEqual([]);
  }, 15_000);

  it('stops at close', async () => {
    const gateway = await rig.startGateway();
    await rig.writePid(rig.root, gateway);
    const { seen, followed } = rig.follow({ mainPid: 0 });
    await seen.next('the process', ({ process: found }) => found !== null);
    await until(async () => rig.timers().length === 1);
    followed.close();
    expect(rig.timers()).toEqual([]);
  });
});

describe('parseStat', () => {
  const tail = Array.from({ length: 30 }, (_, index) => index).join(' ');
  it.each([
    ['an ordinary name', `7 (python) S ${tail}`, { state: 'S', startTicks: 18 }],
    ['blanks and brackets in the name', `7 (a ) R (b) c) D ${tail}`, { state: 'D', startTicks: 18 }],
    ['a newline in the name', `7 (a\nb) Z ${tail}`, { state: 'Z', startTicks: 18 }],
    ['nothing', '', null],
    ['half of it', '7 (python) S 1 2', null],
  ])('reads %s', (_what, text, expected) => {
    expect(parseStat(text)).toEqual(expected);
  });

  it('reads its own process as the kernel writes it', async () => {
    expect(parseStat(await readFile('/proc/self/stat', 'utf8'))?.startTicks).toBeGreaterThan(0);
  });
});

it.each([
  ['v2', '0::/user.slice/hermes-gateway.service\n', '/user.slice/hermes-gateway.service'],
  ['hybrid', '4:memory:/m\n1:name=systemd:/user.slice/h.service\n0::/user.slice/h.service\n', '/user.slice/h.service'],
  ['v1, with an unused v2', '9:name=systemd:/h.service\n8:pids:/p\n0::/\n', '/h.service'],
  ['v2, with an unused v1', '9:name=systemd:/\n0::/h.service\n', '/h.service'],
  ['none at all', '9:name=systemd:/\n8:pids:/p\n0::/\n', '/'],
  ['a colon in the path', '0::/a:b/c.service\n', '/a:b/c.service'],
  ['nothing', '', ''],
])('reads a control group: %s', (_what, text, expected) => {
  expect(parseCgroup(text)).toBe(expected);
});

it.each([
  ['arguments', 'python\0-m\0hermes_cli.main\0gateway\0run\0', ['python', '-m', 'hermes_cli.main', 'gateway', 'run']],
  ['an empty argument', 'a\0\0b\0', ['a', '', 'b']],
  ['a title with its padding', 'hermes gateway run\0\0\0\0', ['hermes gateway run']],
  ['a zombie or a kernel thread', '', []],
])('reads a command line: %s', (_what, text, expected) => {
  expect(parseCommandLine(text)).toEqual(expected);
});

async function until(is: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 4000;
  while (!(await is())) {
    if (Date.now() > deadline) throw new Error('waited 4 s in vain');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
