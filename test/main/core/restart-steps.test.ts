import { describe, expect, it } from 'vitest';
import { afterAction, afterFailedAction, cancelRestart } from '../../../main/core/restart-end';
import { isUnderWay } from '../../../main/core/restart-run';
import { hurryRestart } from '../../../main/core/restart-steps';
import { failure } from '../../../main/core/result';
import { NOW, PID, processFacts } from '../../fixtures/build';
import { createPlay, gatewayOf, HELPER, NEW_PID, type Play } from '../../fixtures/restart-play';

const STOP_POST = { activeState: 'deactivating', subState: 'stop-post' };
const AUTO_RESTART = { activeState: 'activating', subState: 'auto-restart' };
const FAILED = { activeState: 'failed', subState: 'failed' };
const DEAD = { activeState: 'inactive', subState: 'dead' };
const RESTART_JOB = { id: 1, type: 'restart', isOurs: false };

function underWay(play: Play) {
  if (!isUnderWay(play.run)) throw new Error(`it is over: ${JSON.stringify(play.run.phase)}`);
  return play.run;
}

describe('the real sequences', () => {
  it('0.11: SIGUSR1, drain, exit 75, and RestartUnit in place of a wait of 30 s', () => {
    const play = createPlay(gatewayOf('0.11'), 'graceful');
    expect(play.actions).toEqual(['send-sigusr1']);
    play.says({ gatewayState: 'draining', restartRequested: true, activeAgents: 2 });
    play.wait(20_000);
    play.says({ activeAgents: 1 });
    play.wait(20_000);
    play.says({ activeAgents: 0 });
    play.wait(100);
    play.says({ gatewayState: 'stopped' });
    play.exits(75, AUTO_RESTART);
    play.starts();
    play.wait(1500);
    play.runs();
    expect(play.actions).toEqual(['send-sigusr1', 'restart-unit']);
    expect(play.phases).toEqual(['draining', 'exiting', 'waiting', 'starting', 'ready']);
    expect(play.run.phase).toEqual({ kind: 'ready', at: play.now, pid: NEW_PID, tookMs: 41_600 });
  });

  it('0.19: leaves the restart to Hermes, whose helper is at it', () => {
    const play = createPlay(gatewayOf('0.19'), 'graceful');
    play.helpers([HELPER]);
    play.wait(140);
    play.exits(75, STOP_POST);
    play.wait(90);
    play.unit({ result: 'success', job: RESTART_JOB });
    play.wait(550);
    play.unit(DEAD);
    play.starts();
    play.helpers([]);
    play.runs();
    expect(play.actions).toEqual(['send-sigusr1']);
    expect(play.phases.at(-1)).toBe('ready');
  });

  it('0.19: waits for the helper while systemd waits for RestartSec=, and does its work where none comes', () => {
    const play = createPlay(gatewayOf('0.19'), 'graceful');
    play.exits(75, AUTO_RESTART);
    play.wait(1400);
    expect(play.actions).toEqual(['send-sigusr1']);
    play.wait(200);
    expect(play.actions).toEqual(['send-sigusr1', 'restart-unit']);
  });

  it('0.19: does nothing as long as the helper is there, and takes its place when it leaves without having done it', () => {
    const play = createPlay(gatewayOf('0.19'), 'graceful');
    play.helpers([HELPER, 'hermes-gateway-planned-restart-1.service']);
    play.exits(75, AUTO_RESTART);
    play.wait(4000);
    expect(play.actions).toEqual(['send-sigusr1']);
    play.helpers(['hermes-gateway-planned-restart-1.service']);
    expect(play.actions).toEqual(['send-sigusr1', 'restart-unit']);
  });

  it("0.19: starts a unit that lies still after its helper's reset", () => {
    const play = createPlay(gatewayOf('0.19'), 'graceful');
    play.exits(75, { ...DEAD });
    play.wait(2000);
    expect(play.actions).toEqual(['send-sigusr1', 'start-unit']);
  });

  it('0.21: waits for turns, then drains; RestartUnit at once, because no helper comes', () => {
    const play = createPlay(gatewayOf('0.21', { activeAgents: 1 }), 'graceful');
    play.says({ gatewayState: 'draining', restartRequested: true });
    play.wait(600_000);
    expect(play.run.phase).toMatchObject({ kind: 'draining', agentsNow: 1 });
    play.says({ activeAgents: 0 });
    play.exits(75, STOP_POST);
    play.wait(550);
    play.unit(AUTO_RESTART);
    expect(play.actions).toEqual(['send-sigusr1', 'restart-unit']);
    play.starts();
    play.says({ pid: NEW_PID, gatewayState: 'degraded', startTicks: null });
    expect(play.run.phase.kind).toBe('ready');
  });

  it('now: a restart job does it all', () => {
    const play = createPlay(gatewayOf('0.11'), 'now');
    expect(play.actions).toEqual(['restart-unit']);
    play.unit({ activeState: 'deactivating', subState: 'stop-sigterm', job: RESTART_JOB });
    play.know({ stopRequested: true });
    play.exits(1, { activeState: 'deactivating', subState: 'stop-sigterm' });
    play.unit({ ...FAILED, job: null });
    play.starts();
    play.know({ stopRequested: false });
    play.runs();
    expect(play.actions).toEqual(['restart-unit']);
    expect(play.phases).toEqual(['exiting', 'waiting', 'starting', 'ready']);
  });
});

describe('SIGUSR1', () => {
  it.each([
    ['starting', { gatewayState: 'starting' }],
    ['known by an earlier process only', { pid: 99 }],
    ['ending', { gatewayState: 'stopped' }],
  ])('is not sent to a gateway that is %s', (_what, change) => {
    const play = createPlay(gatewayOf('0.21', change), 'graceful');
    expect(play.actions).toEqual([]);
    expect(play.run.phase.kind).toBe('failed');
  });

  it('is not sent on the word of an earlier process of the same pid', () => {
    const reborn = gatewayOf('0.21', { updatedAt: NOW - 86_400_000 });
    const play = createPlay({ ...reborn, process: null }, 'graceful');
    expect(play.actions).toEqual([]);
    expect(play.run.phase).toMatchObject({ kind: 'failed', reason: expect.stringContaining('is killed by SIGUSR1') });
  });

  it('is not sent where the unit does not say that the gateway takes it', () => {
    const play = createPlay(gatewayOf('0.21', {}, { reloadsBySigusr1: false }), 'graceful');
    expect(play.actions).toEqual([]);
    expect(play.run.phase).toMatchObject({ kind: 'failed', reason: expect.stringContaining('ExecReload=') });
  });

  it('is not sent a second time to a gateway that drains for a restart of its own', () => {
    const draining = { gatewayState: 'draining', restartRequested: true, activeAgents: 1 };
    const play = createPlay(gatewayOf('0.21', draining), 'graceful');
    expect(play.actions).toEqual([]);
    expect(play.run.phase.kind).toBe('draining');
  });
});

describe('an end that was not planned', () => {
  it.each([1, 0])('goes on as a restart when the process exits with %i in its drain', (status) => {
    const play = createPlay(gatewayOf('0.21'), 'graceful');
    play.exits(status, AUTO_RESTART);
    expect(play.actions).toEqual(['send-sigusr1', 'restart-unit']);
  });

  it('starts a unit that systemd leaves down', () => {
    const play = createPlay(gatewayOf('0.11', {}, { restart: 'no' }), 'graceful');
    play.exits(75, FAILED);
    play.wait(1000);
    expect(play.actions).toEqual(['send-sigusr1', 'start-unit']);
    play.replace(afterAction(underWay(play), { kind: 'start-unit' }));
    play.wait(1000);
    expect(play.run.phase).toMatchObject({ kind: 'failed', in: 'waiting', reason: expect.stringContaining('failed') });
  });

  it('follows a process that somebody else has started meanwhile', () => {
    const play = createPlay(gatewayOf('0.19', { activeAgents: 3 }), 'when-idle');
    play.starts();
    play.runs();
    expect(play.actions).toEqual(['write-drain-request', 'remove-drain-request']);
    expect(play.run.phase.kind).toBe('ready');
  });

  it('ends with the stop of another program, and starts nothing', () => {
    const play = createPlay(gatewayOf('0.21', { activeAgents: 1 }), 'graceful');
    play.unit({ activeState: 'deactivating', subState: 'stop-sigterm', job: { id: 2, type: 'stop', isOurs: false } });
    expect(play.run.phase).toMatchObject({ kind: 'cancelled', because: 'stopped' });
    play.exits(0, DEAD);
    play.wait(60_000);
    expect(play.actions).toEqual(['send-sigusr1']);
  });

  it.each(['0.11', '0.21'] as const)(
    'leaves %s to a process that took over, which a start of the unit would kill',
    (version) => {
      const play = createPlay(gatewayOf(version), 'graceful');
      play.exits(0, DEAD);
      play.know({ process: processFacts({ pid: 60_000, startTicks: 3000, cgroup: '/user.slice/shell.scope' }) });
      play.wait(60_000);
      expect(play.run.phase).toMatchObject({ kind: 'cancelled', because: 'replaced' });
      expect(play.actions).toEqual(['send-sigusr1']);
    },
  );

  it('sees a stop in the wait for RestartSec=, of which no job is left', () => {
    const play = createPlay(gatewayOf('0.19'), 'graceful');
    play.exits(75, { activeState: 'activating', subState: 'auto-restart' });
    play.unit({ activeState: 'inactive', subState: 'dead', result: 'success' });
    play.wait(60_000);
    expect(play.run.phase).toMatchObject({ kind: 'cancelled', because: 'stopped' });
    expect(play.actions).toEqual(['send-sigusr1']);
  });

  it('sees a stop afterwards that was too quick to be seen', () => {
    const play = createPlay(gatewayOf('0.21'), 'graceful');
    play.know({ stopRequested: true });
    play.exits(0, DEAD);
    play.wait(1000);
    expect(play.actions).toEqual(['send-sigusr1']);
    expect(play.run.phase).toMatchObject({ kind: 'cancelled', because: 'stopped' });
  });

  it('fails where the unit is gone', () => {
    const play = createPlay(gatewayOf('0.21'), 'graceful');
    play.exits(75, DEAD);
    play.unit({ loadState: 'not-found' });
    expect(play.run.phase).toMatchObject({ kind: 'failed', reason: expect.stringContaining('the unit is gone') });
  });
});

describe('the new process', () => {
  function untilStarting(): Play {
    const play = createPlay(gatewayOf('0.21'), 'graceful');
    play.exits(75, AUTO_RESTART);
    play.starts();
    return play;
  }

  it.each([
    ['a record of the old process', { pid: 1, gatewayState: 'running' }],
    ['a start that has not got there', { pid: NEW_PID, gatewayState: 'starting' }],
  ])('is not ready by %s', (_what, change) => {
    const play = untilStarting();
    play.says(change);
    expect(play.run.phase).toMatchObject({ kind: 'starting', pid: NEW_PID });
  });

  it('may fall over once, and is started by systemd again', () => {
    const play = untilStarting();
    play.exits(1, AUTO_RESTART);
    expect(play.run.phase.kind).toBe('waiting');
    play.wait(5000);
    play.starts(50_001, 'c'.repeat(32));
    play.runs(50_001);
    expect(play.actions).toEqual(['send-sigusr1', 'restart-unit']);
    expect(play.run.phase).toMatchObject({ kind: 'ready', pid: 50_001 });
  });

  it('has failed when it falls over again and again', () => {
    const play = untilStarting();
    play.know({ automaticRestarts: [play.now, play.now, play.now] });
    play.exits(1, AUTO_RESTART);
    expect(play.run.phase).toMatchObject({
      kind: 'failed',
      in: 'starting',
      hint: expect.stringContaining('journalctl'),
    });
  });

  it('has the time that Hermes sleeps before its boot', () => {
    const play = untilStarting();
    const home = play.gateway.home;
    if (home === null) throw new Error('no home');
    play.know({ process: null, home: { ...home, stateFile: { kind: 'absent' }, starts: Array(13).fill(play.now) } });
    play.wait(200_000);
    expect(play.run.phase.kind).toBe('starting');
  });
});

describe('deadlines', () => {
  it('name the state, the journal and the way to force it', () => {
    const play = createPlay(gatewayOf('0.19', { activeAgents: 1 }), 'graceful');
    play.says({ gatewayState: 'draining', restartRequested: true });
    play.wait(70_000);
    expect(play.run.phase).toMatchObject({
      kind: 'failed',
      in: 'exiting',
      reason:
        'the old process did not end in time: the unit is active (running), PID 48213, gateway_state draining, 1 at work',
      hint: '`journalctl --user -u hermes-gateway.service -n 200`, "Restart now" cuts it short.',
    });
  });

  it('are the live unit’s: a drain of 60 s on 0.11, TimeoutStopSec= for a restart now', () => {
    const graceful = createPlay(gatewayOf('0.11'), 'graceful');
    graceful.wait(59_000);
    expect(graceful.phases).toEqual(['draining']);
    graceful.wait(2_000);
    expect(graceful.phases).toEqual(['draining', 'exiting']);
    graceful.wait(70_000);
    expect(graceful.phases.at(-1)).toBe('failed');
    const now = createPlay(gatewayOf('0.11'), 'now');
    now.wait(99_000);
    expect(now.phases).toEqual(['exiting']);
    now.wait(2_000);
    expect(now.phases).toEqual(['exiting', 'failed']);
  });

  it('do not run while the machine sleeps', () => {
    const play = createPlay(gatewayOf('0.11'), 'graceful');
    play.sleep(3_600_000);
    expect(play.run.phase).toMatchObject({ kind: 'draining', since: play.now, deadline: play.now + 60_000 });
  });

  it('are not judged, nor is anything else, while systemd is not heard', () => {
    const play = createPlay(gatewayOf('0.11'), 'graceful');
    play.hear(false);
    play.exits(75, AUTO_RESTART);
    play.wait(3_600_000);
    expect(play.phases).toEqual(['draining']);
    expect(play.wakeAt).toBeNull();
    play.hear(true);
    expect(play.actions).toEqual(['send-sigusr1', 'restart-unit']);
  });

  it('never come for a wait for idleness', () => {
    const play = createPlay(gatewayOf('0.19', { activeAgents: 1 }), 'when-idle');
    play.wait(24 * 3_600_000);
    expect(play.phases).toEqual(['waiting-for-idle']);
  });
});

describe('when idle', () => {
  it('keeps new work off by a request, and takes it back as soon as the gateway was told', () => {
    const play = createPlay(gatewayOf('0.19', { activeAgents: 2 }), 'when-idle');
    expect(play.actions).toEqual(['write-drain-request']);
    expect(play.run.requestedIn).toBe('/home/ada/.hermes');
    play.says({ gatewayState: 'draining' });
    play.says({ activeAgents: 1 });
    expect(play.run.phase).toMatchObject({ kind: 'waiting-for-idle', agentsNow: 1 });
    play.says({ activeAgents: 0 });
    expect(play.actions).toEqual(['write-drain-request', 'send-sigusr1', 'remove-drain-request']);
    expect(play.run.requestedIn).toBeNull();
  });

  it('does not trust an idle moment from before the gateway has seen the request', () => {
    const play = createPlay(gatewayOf('0.19'), 'when-idle');
    play.wait(1000);
    expect(play.phases).toEqual(['waiting-for-idle']);
    play.says({ gatewayState: 'draining' });
    expect(play.actions).toContain('send-sigusr1');
  });

  it('goes ahead where an idle gateway shows nothing of the request', () => {
    const play = createPlay(gatewayOf('0.19'), 'when-idle');
    play.wait(6000);
    expect(play.actions).toEqual(['write-drain-request', 'send-sigusr1', 'remove-drain-request']);
  });

  it('waits without a request where Hermes knows none (0.16 to 0.18)', () => {
    const play = createPlay(gatewayOf('0.16', { activeAgents: 1 }), 'when-idle');
    expect(play.actions).toEqual([]);
    play.says({ activeAgents: 0 });
    expect(play.actions).toEqual(['send-sigusr1']);
  });

  it('takes the request back when it is cancelled', () => {
    const play = createPlay(gatewayOf('0.19', { activeAgents: 1 }), 'when-idle');
    const { run, actions } = cancelRestart(underWay(play), play.now);
    expect(run.phase.kind).toBe('cancelled');
    expect(actions).toEqual([{ kind: 'remove-drain-request', home: '/home/ada/.hermes' }]);
  });

  it('fails where another program drains the gateway', () => {
    const play = createPlay(gatewayOf('0.19', { activeAgents: 1 }), 'when-idle');
    const action = { kind: 'write-drain-request', home: '/home/ada/.hermes' } as const;
    const refused = failure('foreign', 'there is one that is not ours.');
    const { run, actions } = afterFailedAction(underWay(play), action, refused, play.gateway, play.now);
    expect(run.phase).toMatchObject({ kind: 'failed', reason: 'there is one that is not ours' });
    expect(actions).toEqual([]);
  });
});

it.each(['io', 'timeout'])('leaves no drain request behind whose writing failed half-way (%s)', (reason) => {
  const play = createPlay(gatewayOf('0.19', { activeAgents: 1 }), 'when-idle');
  const action = { kind: 'write-drain-request', home: '/home/ada/.hermes' } as const;
  const failed = afterFailedAction(underWay(play), action, failure(reason, 'no.'), play.gateway, play.now);
  expect(failed.run.phase.kind).toBe('failed');
  expect(failed.actions).toEqual([{ kind: 'remove-drain-request', home: '/home/ada/.hermes' }]);
});

describe('hurry', () => {
  it.each([
    ['when-idle', 'graceful', ['write-drain-request', 'send-sigusr1', 'remove-drain-request']],
    ['when-idle', 'now', ['write-drain-request', 'remove-drain-request', 'restart-unit']],
    ['graceful', 'now', ['send-sigusr1', 'restart-unit']],
  ] as const)('leads from %s to %s', (from, to, actions) => {
    const play = createPlay(gatewayOf('0.19', { activeAgents: 1 }), from);
    play.replace(hurryRestart(underWay(play), to, play.gateway, play.now));
    expect(play.actions).toEqual(actions);
    expect(play.run.mode).toBe(to);
  });

  it.each(['graceful', 'when-idle'] as const)('does not slow a restart down to %s', (mode) => {
    const play = createPlay(gatewayOf('0.19', { activeAgents: 1 }), 'graceful');
    expect(hurryRestart(underWay(play), mode, play.gateway, play.now)).toBe(play.run);
  });

  it('changes nothing once the old process is gone', () => {
    const play = createPlay(gatewayOf('0.21'), 'graceful');
    play.exits(75, AUTO_RESTART);
    expect(hurryRestart(underWay(play), 'now', play.gateway, play.now)).toBe(play.run);
  });
});

describe('an action that failed', () => {
  const LOST = failure('disconnected', 'the bus is gone');

  it('is done again where no answer came and the facts show nothing of it', () => {
    const play = createPlay(gatewayOf('0.19', { activeAgents: 1 }), 'graceful');
    play.replace(
      afterFailedAction(underWay(play), { kind: 'send-sigusr1', pid: PID }, LOST, play.gateway, play.now).run,
    );
    expect(play.actions).toEqual(['send-sigusr1', 'send-sigusr1']);
  });

  it('is not done again where the facts show that it was', () => {
    const play = createPlay(gatewayOf('0.19', { activeAgents: 1 }), 'now');
    play.unit({ activeState: 'deactivating', subState: 'stop-sigterm' });
    play.replace(
      afterFailedAction(underWay(play), { kind: 'restart-unit', pid: PID }, LOST, play.gateway, play.now).run,
    );
    expect(play.actions).toEqual(['restart-unit']);
  });

  it('fails the run with what systemd said', () => {
    const play = createPlay(gatewayOf('0.19'), 'now');
    const refused = failure('job-failed', 'systemd could not restart it: the unit failed.');
    const { run } = afterFailedAction(
      underWay(play),
      { kind: 'restart-unit', pid: PID },
      refused,
      play.gateway,
      play.now,
    );
    expect(run.phase).toMatchObject({ kind: 'failed', reason: 'systemd could not restart it: the unit failed' });
  });

  it('is no matter where the process was gone before its signal', () => {
    const play = createPlay(gatewayOf('0.21'), 'graceful');
    const gone = failure('org.freedesktop.systemd1.NoSuchProcess', 'no main process');
    expect(
      afterFailedAction(underWay(play), { kind: 'send-sigusr1', pid: PID }, gone, play.gateway, play.now).run,
    ).toBe(play.run);
  });
});
