import { describe, expect, it } from 'vitest';
import { restartProgress } from '../../../main/core/restart-progress';
import { isUnderWay, type RestartMode } from '../../../main/core/restart-run';
import { hurryRestart } from '../../../main/core/restart-steps';
import { createPlay, gatewayOf, type Play, type PlayedVersion } from '../../fixtures/restart-play';

const RUNS = 400;
const VERSIONS: readonly PlayedVersion[] = ['0.11', '0.14', '0.16', '0.19', '0.21'];
const MODES: readonly RestartMode[] = ['graceful', 'when-idle', 'now'];

/** mulberry32: the same seed, the same sequence. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Anything that may happen to a gateway in a restart, sensible or not. */
function disturb(play: Play, random: () => number): void {
  const pid = 50_000 + Math.floor(random() * 3);
  const events: readonly (() => void)[] = [
    () => play.says({ gatewayState: 'draining', restartRequested: random() < 0.7 }),
    () => play.says({ activeAgents: Math.floor(random() * 4) }),
    () => play.exits(random() < 0.7 ? 75 : 1, { activeState: 'activating', subState: 'auto-restart' }),
    () => play.exits(75, { activeState: 'failed', subState: 'failed' }),
    () => play.starts(pid, 'bcd'.charAt(pid % 3).repeat(32)),
    () => play.runs(play.gateway.facts.mainPid || pid),
    () => play.sleep(Math.floor(random() * 100_000)),
    () => play.hear(random() < 0.7),
    () => hurry(play, MODES[Math.floor(random() * MODES.length)] ?? 'now'),
    () => play.says({ gatewayState: 'stopped' }),
    () => play.wait(Math.floor(random() * 3_000)),
    () => play.wait(Math.floor(random() * 30_000)),
  ];
  events[Math.floor(random() * events.length)]?.();
}

function hurry(play: Play, mode: RestartMode): void {
  if (isUnderWay(play.run)) play.replace(hurryRestart(play.run, mode, play.gateway, play.now));
}

function playAtRandom(seed: number): Play {
  const random = seeded(seed);
  const version = VERSIONS[Math.floor(random() * VERSIONS.length)] ?? '0.21';
  const mode = MODES[Math.floor(random() * MODES.length)] ?? 'graceful';
  const play = createPlay(gatewayOf(version, { activeAgents: Math.floor(random() * 4) }), mode);
  for (let turn = 0; turn < 60 && isUnderWay(play.run); turn += 1) disturb(play, random);
  return play;
}

describe('restartProgress', () => {
  it('never moves back, and is 1 at `ready` only, whatever happens', () => {
    const ends = new Set<string>();
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const { progress, run } = playAtRandom(seed);
      ends.add(run.phase.kind);
      let before = 0;
      for (const { value, phase } of progress) {
        expect(value, `seed ${seed}`).toBeGreaterThanOrEqual(before);
        expect(value === 1, `seed ${seed}, ${phase}`).toBe(phase === 'ready');
        before = value;
      }
    }
    expect([...ends]).toEqual(expect.arrayContaining(['ready', 'failed']));
  });

  it('moves with the agents that finish, and with the time where they are not known', () => {
    const play = createPlay(gatewayOf('0.21', { activeAgents: 4 }), 'graceful');
    play.says({ gatewayState: 'draining', restartRequested: true });
    const atFirst = restartProgress(play.run, play.now);
    play.says({ activeAgents: 1 });
    expect(restartProgress(play.run, play.now)).toBeGreaterThan(atFirst + 0.3);
    play.says({ activeAgents: 3 });
    expect(restartProgress(play.run, play.now)).toBeGreaterThan(atFirst + 0.3);
    const unknown = createPlay(gatewayOf('0.11'), 'graceful');
    expect(restartProgress(unknown.run, unknown.now + 30_000)).toBeCloseTo(0.3);
  });
});
