import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '../../../main/core/commands';
import type { RestartPhase } from '../../../main/core/restart-run';
import { DEFAULT_SETTINGS } from '../../../main/core/settings';
import type { Gateway } from '../../../main/core/state';
import { type TrayMenuItem, trayView } from '../../../main/core/tray-view';
import { appState, gateway, home, NOW, PID, POLICY, platform, record, UNIT, unitFacts } from '../../fixtures/build';
import { exitWith, incidentWith, LEFT_DOWN, REQUESTED } from '../../fixtures/exits';
import { keysOf, menuOf } from '../../fixtures/read-menu';
import { restartRun } from '../../fixtures/restarts';

const EXITED = { mainPid: 0, execMainExitedAt: NOW - 2000 };
const STOPPED = unitFacts({ ...EXITED, activeState: 'inactive', subState: 'dead' });
const WAITS = unitFacts({ ...EXITED, activeState: 'activating', subState: 'auto-restart', stateChangedAt: NOW });
const FAILED = unitFacts({
  ...EXITED,
  activeState: 'failed',
  subState: 'failed',
  result: 'exit-code',
  execMainCode: 1,
  execMainStatus: 1,
});
const BUSY = { home: home(record({ activeAgents: 2 })) };
const NOT_FOUND = exitWith({
  verdict: { kind: 'failed-to-start', reason: 'telegram bot token already in use (PID 77)' },
  consequence: { kind: 'stays-down', why: { kind: 'start-limit', burst: 5, intervalMs: 600_000 } },
});

beforeEach(() => {
  vi.stubEnv('TZ', 'UTC');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function view(change: Partial<Gateway>) {
  return trayView(appState([gateway(change)]), NOW);
}

function menu(change: Partial<Gateway>): string[] {
  return menuOf(appState([gateway(change)]));
}

function commandOf(items: readonly TrayMenuItem[], key: string): Command | null | undefined {
  for (const item of items) {
    if (item.key === `gateway/${UNIT}/${key}`) return item.command;
    const command = commandOf(item.children, key);
    if (command !== undefined) return command;
  }
  return undefined;
}

describe('the menu of a gateway that does not respond', () => {
  const frozen = { ...BUSY, silentSince: NOW - 95_000 };

  it('says what is so and how a restart ends it, and offers only the restart that can work', () => {
    expect(menu(frozen)).toEqual(
      expect.arrayContaining([
        '[✕ Not responding · for 1 min]',
        `[PID ${PID} · up 1 h]`,
        '[Its process is there, but its heartbeat has stopped]',
        '[A restart “Now” ends it; if it does not hear that either, systemd kills]',
        '[it after 60 s]',
        'Restart',
        '  [When idle (the gateway does not respond)]',
        '  [Gracefully (the gateway does not respond)]',
        '  Now (interrupts 2 agents)',
        'Stop (interrupts 2 agents)',
      ]),
    );
  });

  it('says so while a restart waits for its agents, and how to end that', () => {
    const run = restartRun({
      mode: 'when-idle',
      phase: { kind: 'waiting-for-idle', agentsNow: 2, agentsFewest: 2, requestedAt: null },
    });
    const lines = menu({ ...frozen, restart: run });
    expect(lines).toContain('[✕ Not responding · for 1 min]');
    expect(lines.join('\n')).not.toContain('▱');
    expect(lines).toEqual(expect.arrayContaining(['Cancel restart', 'Restart now (interrupts 2 agents)']));
    expect(view({ ...frozen, restart: run })).toMatchObject({ icon: 'frozen', needsAttention: true });
    // One that has begun to end it has limits of its own.
    expect(menu({ ...frozen, restart: restartRun() }).join('\n')).toContain('▱');
  });

  it('does not call connected what it said to be when it still spoke', () => {
    const platforms = [platform('telegram', 'connected')];
    const spoke = { home: home(record({ platforms })) };
    expect(menu(spoke).join('\n')).toContain('telegram connected');
    expect(menu({ ...spoke, silentSince: NOW }).join('\n')).not.toContain('telegram');
  });

  it('is seen at a glance, and asks to be looked at', () => {
    expect(view(frozen)).toMatchObject({ icon: 'frozen', needsAttention: true });
    expect(view(frozen).tooltip.title).toBe('hermes-tray · Not responding');
  });
});

describe('the menu during a restart', () => {
  const draining: RestartPhase = {
    kind: 'draining',
    since: NOW,
    agentsNow: 1,
    agentsFewest: 1,
    deadline: NOW + 41_000,
    asked: 'done',
  };

  it('has a bar and what is left, and the way to cut it short', () => {
    const restart = restartRun({ phase: draining, progressFloor: 0.52 });
    const lines = menu({ ...BUSY, restart });
    expect(lines.slice(0, 3)).toEqual([
      '[◐ Restarting  ▰▰▰▰▰▱▱▱▱▱  52 %]',
      '[Draining: 1 of 2 agents left · ≤ 41 s]',
      `[PID ${PID} · up 1 h]`,
    ]);
    expect(lines).toContain('[Cancel restart]');
    expect(lines).toContain('Restart now (interrupts 2 agents)');
    expect(lines.join('\n')).not.toContain('Gracefully');
    expect(view({ ...BUSY, restart }).icon).toBe('draining');
  });

  it('can be cancelled while it waits', () => {
    const restart = restartRun({
      mode: 'when-idle',
      phase: { kind: 'waiting-for-idle', agentsNow: 2, agentsFewest: 2, requestedAt: NOW },
    });
    expect(menu({ ...BUSY, restart })).toContain('Cancel restart');
    expect(view({ ...BUSY, restart }).icon).toBe('restarting');
  });

  it('offers the journal after it failed', () => {
    const restart = restartRun({
      phase: { kind: 'failed', at: NOW, in: 'exiting', reason: 'it did not end', hint: 'See `journalctl`.' },
    });
    const failure = {
      operation: 'restart',
      message: 'Restart failed: it did not end. See `journalctl`.',
      at: NOW,
      invocationId: 'a'.repeat(32),
    } as const;
    const lines = menu({ restart, failure });
    expect(lines).toContain('[⚠ Restart failed: it did not end. See “journalctl”.]');
    expect(lines).toContain('Copy journal command');
    expect(menu({})).not.toContain('Copy journal command');
  });
});

describe('the restarts in the menu', () => {
  it('say how long they let agents work, and what they interrupt', () => {
    const policy = { ...POLICY, environment: ['HERMES_RESTART_DRAIN_TIMEOUT=60'] };
    const lines = menu({ ...BUSY, facts: unitFacts({ policy }) });
    expect(lines).toContain('  Gracefully (≤ 60 s)');
    expect(lines).toContain('  Now (interrupts 2 agents)');
    expect(menu({ facts: unitFacts({ policy }) })).toContain('  Gracefully');
    const hasty = { ...POLICY, environment: ['HERMES_RESTART_DRAIN_TIMEOUT=1'] };
    expect(menu({ ...BUSY, facts: unitFacts({ policy: hasty }) })).toContain(
      '  Gracefully (interrupts 2 agents after 1 s)',
    );
  });

  it('say why one is not possible, within a line', () => {
    const lines = menu({ home: home(record({ gatewayState: 'starting' })) });
    expect(lines).toContain('  [When idle (the gateway is still starting)]');
    expect(lines).toContain('  Now');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('are asked for without a yes, so that the window can ask', () => {
    expect(commandOf(view(BUSY).menu, 'restart/now')).toEqual({
      kind: 'restart',
      unit: UNIT,
      mode: 'now',
      isConfirmed: false,
    });
  });
});

describe('why a gateway is down, in the menu', () => {
  it('stands under the countdown', () => {
    const lines = menu({ facts: WAITS, process: null, exits: [exitWith()] });
    expect(lines.slice(0, 4)).toEqual([
      '[◐ Stopped · systemd restarts it in ≈ 5 s]',
      '[Stopped by SIGTERM from outside]',
      '[An update, “kill” or WSL2 does that]',
      '---',
    ]);
  });

  it('is in the status of one that will stay down, which alarms', () => {
    const exit = exitWith(LEFT_DOWN);
    const change = {
      facts: STOPPED,
      process: null,
      exits: [exit],
      incident: incidentWith({ kind: 'down', hasGivenUp: false }, { exit }),
    };
    expect(menu(change).slice(0, 4)).toEqual([
      '[✕ Stopped by SIGTERM from outside · systemd will not revive it]',
      '[It will stay down: Restart=on-failure does not cover exit code 0]',
      '[“hermes -p default gateway install --force” writes a unit that systemd]',
      '[revives]',
    ]);
    expect(view(change)).toMatchObject({ icon: 'failed', needsAttention: true });
    expect(view(change).tooltip).toEqual({
      title: 'hermes-tray · Stopped by SIGTERM from outside · systemd will not revive it',
      text: 'It will stay down: Restart=on-failure does not cover exit code 0',
    });
  });

  it('is the same after systemd gave up and somebody has reset the unit', () => {
    const change = { facts: STOPPED, process: null, exits: [exitWith()] };
    const incident = incidentWith({ kind: 'down', hasGivenUp: true });
    expect(menu({ ...change, incident })[0]).toBe('[✕ Stopped by SIGTERM from outside · systemd will not revive it]');
  });

  it('is said of a failed start, with what to do', () => {
    expect(menu({ facts: FAILED, process: null, exits: [NOT_FOUND] }).slice(0, 4)).toEqual([
      '[✕ Failed · did not start]',
      '[Did not start: telegram bot token already in use (PID 77)]',
      '[systemd gave up after 5 starts in 10 min]',
      '[The journal has its last words. Start resets the count]',
    ]);
  });

  it('is no alarm where somebody asked for it', () => {
    const change = { facts: STOPPED, process: null, exits: [exitWith(REQUESTED)] };
    expect(menu(change).slice(0, 2)).toEqual(['[○ Stopped on request]', '---']);
    expect(view(change)).toMatchObject({ icon: 'stopped', needsAttention: false });
  });

  it('does not promise a restart that somebody called off', () => {
    const change = { facts: STOPPED, process: null, exits: [exitWith()], stopRequested: true };
    expect(menu(change).slice(0, 2)).toEqual(['[○ Stopped on request]', '[Stopped by SIGTERM from outside]']);
    expect(menu(change).join('\n')).not.toContain('systemd restarts it');
    // The stop came and went before anybody could see it.
    const unseen = exitWith({ consequence: { kind: 'stays-down', why: { kind: 'on-request' } } });
    expect(menu({ facts: STOPPED, process: null, exits: [unseen] })[0]).toBe('[○ Stopped on request]');
  });

  it('is not taken from an earlier run', () => {
    const exits = [exitWith({ invocationId: 'b'.repeat(32) })];
    expect(menu({ facts: FAILED, process: null, exits })[0]).toBe('[✕ Failed · exit code 1]');
  });
});

describe('the incidents in the menu', () => {
  it('are how the runs ended, the last first, under how the incident stands', () => {
    const exits = [
      exitWith({ endedAt: NOW - 60_000, invocationId: 'c'.repeat(32) }),
      exitWith({ ...REQUESTED, endedAt: NOW - 25 * 3_600_000, invocationId: 'b'.repeat(32) }),
    ];
    const incident = incidentWith({ kind: 'recovered', at: NOW, pid: PID, tookMs: 31_000 });
    const lines = menu({ exits, incident });
    const at = lines.indexOf('Incidents');
    expect(lines.slice(at, at + 6)).toEqual([
      'Incidents',
      `  [Back after 31 s (PID ${PID})]`,
      '  ---',
      '  [19:59  Stopped by SIGTERM from outside]',
      '  [22 Nov 19:00  Stopped on request]',
      '---',
    ]);
  });

  it('can be snoozed while one is open, once', () => {
    const incident = incidentWith({ kind: 'reviving', at: NOW + 5000 });
    const change = { facts: WAITS, process: null, exits: [incident.exit] };
    expect(menu({ ...change, incident })).toContain('  Snooze for an hour');
    const snoozed = { ...incident, snoozedUntil: NOW + 1000 };
    expect(menu({ ...change, incident: snoozed })).not.toContain('  Snooze for an hour');
  });

  it('cut what is too long for a menu', () => {
    const exit = exitWith({ verdict: { kind: 'failed-to-start', reason: 'word '.repeat(100) } });
    for (const line of menu({ facts: FAILED, process: null, exits: [exit] })) expect(line.length).toBeLessThan(80);
  });

  it('are not there before anything happened', () => {
    expect(menu({})).not.toContain('Incidents');
  });
});

describe('the keys of the menu', () => {
  it('are the same whatever happens to a gateway', () => {
    const changes: Partial<Gateway>[] = [
      BUSY,
      { ...BUSY, restart: restartRun() },
      { facts: WAITS, process: null, exits: [exitWith()], incident: incidentWith({ kind: 'reviving', at: null }) },
      { facts: FAILED, process: null, exits: [NOT_FOUND, exitWith()] },
    ];
    const keys = keysOf(view({}).menu);
    expect(new Set(keys).size).toBe(keys.length);
    for (const change of changes) expect(keysOf(view(change).menu)).toEqual(keys);
  });
});

describe('the check for "do not disturb"', () => {
  it('turns it round', () => {
    const state = appState([gateway()], { settings: { ...DEFAULT_SETTINGS, doNotDisturb: true } });
    expect(trayView(state, NOW).menu.find(({ key }) => key === 'do-not-disturb')).toMatchObject({
      checked: true,
      command: { kind: 'set-setting', name: 'doNotDisturb', value: false },
    });
  });
});
