import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findControlSocket, HeartbeatFile } from '../../../../main/adapters/gateway-home/health-files';
import { closed, heartbeatText, listenAt, replaceFile } from './rig';

const AT = Date.UTC(2026, 10, 23, 20, 0, 0);
const BEAT = { pid: 7, at: AT };

let home: string;
const cleanUp: (() => unknown)[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'health-'));
  cleanUp.push(() => rm(home, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const one of cleanUp.splice(0).reverse()) await one();
});

async function listen(path: string): Promise<void> {
  const server = await listenAt(path);
  cleanUp.push(() => closed(server));
}

describe('the heartbeat', () => {
  const file = () => `${home}/state/gateway.heartbeat`;
  beforeEach(() => mkdir(`${home}/state`));

  it.each([
    ['empty', ''],
    ['torn', heartbeatText(BEAT).slice(0, 20)],
    ['of no process', '{"updated_at":"2026-11-23T20:00:00Z"}'],
    ['of an impossible process', '{"pid":-1}'],
    ['a list', '[]'],
    ['too long', `{"pid":7,"x":"${'x'.repeat(100_000)}"}`],
  ])('is the one before while the file is %s', async (_what, content) => {
    const heartbeat = new HeartbeatFile();
    await writeFile(file(), content);
    expect(await heartbeat.read(home)).toBeNull();
    await replaceFile(file(), heartbeatText(BEAT));
    expect(await heartbeat.read(home)).toEqual(BEAT);
    await replaceFile(file(), content);
    expect(await heartbeat.read(home)).toEqual(BEAT);
  });

  it('is none where the file is gone', async () => {
    const heartbeat = new HeartbeatFile();
    await writeFile(file(), heartbeatText(BEAT));
    expect(await heartbeat.read(home)).toEqual(BEAT);
    await rm(file());
    expect(await heartbeat.read(home)).toBeNull();
  });

  it('is as old as its file where it tells no time', async () => {
    const before = Date.now();
    await writeFile(file(), '{"pid":7,"updated_at":null}');
    const beat = await new HeartbeatFile().read(home);
    expect(beat?.pid).toBe(7);
    expect(Math.abs((beat?.at ?? 0) - before)).toBeLessThan(10_000);
  });
});

describe('the control socket', () => {
  const pointer = () => `${home}/gateway.sock.path`;

  it('is the one in the home', async () => {
    expect(await findControlSocket([home])).toBeNull();
    await listen(`${home}/gateway.sock`);
    expect(await findControlSocket([home])).toBe(`${home}/gateway.sock`);
  });

  it('is the one that a file points to, where the home’s own path is too long', async () => {
    const elsewhere = join(home, 'hermes-gw-0123456789abcdef.sock');
    await writeFile(pointer(), `${elsewhere}\n`);
    expect(await findControlSocket([home])).toBeNull();
    await listen(elsewhere);
    expect(await findControlSocket([home])).toBe(elsewhere);
  });

  it('has the shorter of the home’s names', async () => {
    const short = `${home}-s`;
    const long = join(home, 'd'.repeat(100));
    await mkdir(long);
    await symlink(long, short);
    cleanUp.push(() => rm(short));
    await listen(`${short}/gateway.sock`);
    expect(await findControlSocket([long, short])).toBe(`${short}/gateway.sock`);
  });

  it.each([
    ['nothing', ''],
    ['a relative path', 'gateway.sock'],
    ['a file', '/etc/passwd'],
    ['another user’s', '/run/dbus/system_bus_socket'],
  ])('is none where the pointer names %s', async (_what, named) => {
    await writeFile(pointer(), named);
    expect(await findControlSocket([home])).toBeNull();
  });

  it('is none where a file has its name', async () => {
    await writeFile(`${home}/gateway.sock`, '');
    expect(await findControlSocket([home])).toBeNull();
  });
});
