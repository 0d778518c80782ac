import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDrainRequests } from '../../../../main/adapters/drain-requests/drain-requests';
import { drainRequestsContract } from '../../../contracts/drain-requests.contract';
import { createFakeClock } from '../../../fakes/fake-clock';
import { homePaths } from '../../../gateway/home';
import { drainRequested } from '../../../gateway/markers';

const FILE = '.drain_request.json';
const DRAFT = '.drain_request.json.hermes-tray.tmp';

drainRequestsContract('the drain requests', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drain-'));
  return {
    requests: createDrainRequests({ clock: createFakeClock() }),
    makeHome: () => mkdtempSync(join(folder, 'home-')),
    putForeign: (home) => writeFileSync(join(home, FILE), '{"action":"drain","principal":"dashboard"}'),
    hasRequest: (home) => drainRequested(homePaths(home)),
    close: () => rmSync(folder, { recursive: true }),
  };
});

describe('the drain requests, beyond the contract', () => {
  let home: string;
  let file: string;
  const requests = createDrainRequests({ clock: createFakeClock() });

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'drain-'));
    file = join(home, FILE);
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('writes what Hermes reads, for nobody else, and leaves no other file', async () => {
    writeFileSync(join(home, 'gateway_state.json'), '{}');
    await requests.write(home);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      action: 'drain',
      requested_at: '2026-11-23T20:00:00.000+00:00',
      principal: 'hermes-tray',
      suppress_notification: false,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(file).nlink).toBe(1);
    expect(readdirSync(home).sort()).toEqual([FILE, 'gateway_state.json']);
    await requests.remove(home);
    expect(readdirSync(home)).toEqual(['gateway_state.json']);
  });

  it.each([
    ['that is empty', () => writeFileSync(file, '')],
    ['that is torn', () => writeFileSync(file, '{"action":"drain","principal":"hermes-tr')],
    ['without a name', () => writeFileSync(file, '{"action":"drain"}')],
    ['that is huge', () => writeFileSync(file, `{"principal":"hermes-tray","pad":"${'x'.repeat(200_000)}"}`)],
    ['that is a folder', () => mkdirSync(join(file, 'in it'), { recursive: true })],
    ['that is a named pipe', () => execFileSync('mkfifo', [file])],
    ['that is a link to nothing', () => symlinkSync(join(home, 'nowhere'), file)],
    ['that is a link to one of ours', () => linkToOurs()],
  ])('takes one %s for foreign, and touches neither it nor anything else', async (_, prepare) => {
    prepare();
    const before = [readdirSync(home).sort(), lstatSync(file).ino];
    expect(await requests.find(home)).toEqual({ ok: true, value: 'foreign' });
    expect(await requests.write(home)).toMatchObject({ ok: false, reason: 'foreign' });
    expect(await requests.remove(home)).toMatchObject({ ok: true });
    expect([readdirSync(home).sort(), lstatSync(file).ino]).toEqual(before);
  });

  it('clears a draft away that a killed one has left', async () => {
    for (const act of [requests.write, requests.remove]) {
      writeFileSync(join(home, DRAFT), 'half of');
      expect(await act(home)).toMatchObject({ ok: true });
      expect(existsSync(join(home, DRAFT))).toBe(false);
    }
  });

  it.each([
    ['is not there', () => join(home, 'nowhere')],
    ['is a file', () => fileIn(home)],
    ['lies below a file', () => join(fileIn(home), 'below')],
    ['is no absolute path', () => 'relative/.hermes'],
  ])('fails and says why where the home %s, and makes nothing', async (_, homeOf) => {
    const path = homeOf();
    for (const act of [requests.write, requests.remove, requests.find]) {
      expect(await act(path)).toMatchObject({
        ok: false,
        reason: 'no-home',
        message: expect.stringMatching(/\.drain_request\.json could not be (written|removed|read): .*HERMES_HOME/),
      });
    }
    expect(existsSync(join(home, 'nowhere'))).toBe(false);
  });

  it('fails and says why where the home may not be written', async () => {
    // Nobody may, not even root.
    const result = await requests.write('/proc/self');
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining('/proc/self/.drain_request.json') });
  });

  it('follows a link to the home', async () => {
    const link = join(home, 'link');
    mkdirSync(join(home, 'real'));
    symlinkSync('real', link);
    await requests.write(link);
    expect(existsSync(join(home, 'real', FILE))).toBe(true);
  });

  it('gives up on a disk that does not answer, and asks nothing more of it', async () => {
    const clock = createFakeClock();
    const late = createDrainRequests({ clock });
    const [first, second] = [late.write(home), late.remove(home)];
    // Time runs out before the disk gets to it.
    clock.advance(5_000);
    for (const result of [await first, await second]) expect(result).toMatchObject({ ok: false, reason: 'timeout' });
    // What is under way comes to its end, and leaves no request that was said not to be there.
    expect(await late.find(home)).toEqual({ ok: true, value: 'none' });
    expect(readdirSync(home)).toEqual([]);
    expect(clock.pending()).toBe(0);
  });

  it('takes a request back that came to be only after it was given up', async () => {
    const clock = createFakeClock();
    // The time of the request is asked for right before it is written.
    const now = () => {
      clock.advance(5_000);
      return clock.now();
    };
    const late = createDrainRequests({ clock: { ...clock, now } });
    expect(await late.write(home)).toMatchObject({ ok: false, reason: 'timeout' });
    expect(await late.find(home)).toEqual({ ok: true, value: 'none' });
  });

  function linkToOurs(): void {
    writeFileSync(join(home, 'ours'), '{"action":"drain","principal":"hermes-tray"}');
    symlinkSync('ours', file);
  }

  function fileIn(folder: string): string {
    const path = join(folder, 'a-file');
    writeFileSync(path, '');
    return path;
  }
});
