import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppState, Gateway } from '../../main/core/state';
import { appState, gateway, home, NOW, PID, platform, record, UNIT, unitFacts } from '../fixtures/build';
import { restartRun } from '../fixtures/restarts';
import { type RenderedPage, renderPage } from './render-page';

const EXITED = { mainPid: 0, execMainExitedAt: NOW - 12 * 60_000 };
const STOPPED = unitFacts({ ...EXITED, activeState: 'inactive', subState: 'dead' });
const FAILED = unitFacts({
  ...EXITED,
  activeState: 'failed',
  subState: 'failed',
  result: 'exit-code',
  execMainCode: 1,
  execMainStatus: 78,
});
const AUTO_RESTART = unitFacts({ ...EXITED, activeState: 'activating', subState: 'auto-restart', stateChangedAt: NOW });

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

function page(gateways: readonly Partial<Gateway>[], change: Partial<AppState> = {}): RenderedPage {
  return renderPage(appState(gateways.map(gateway), change), NOW);
}

describe('the overview', () => {
  it.each<[string, Partial<Gateway>, string, string[]]>([
    ['that runs', {}, 'Running · healthy', ['Restart', 'Restart when idle', 'Restart now', 'Stop', 'View log']],
    [
      'that works',
      { home: home(record({ activeAgents: 2 })) },
      'Running · busy',
      ['Restart', 'Restart when idle', 'Restart now', 'Stop', 'View log'],
    ],
    ['that is stopped', { facts: STOPPED, process: null }, 'Stopped', ['Start', 'View log']],
    ['that failed', { facts: FAILED, process: null }, 'Failed · exit code 78', ['Start', 'View log']],
    [
      'that systemd is about to restart',
      { facts: AUTO_RESTART, process: null },
      'Stopped · systemd restarts it in ≈ 5 s',
      ['Start now', 'Stop', 'View log'],
    ],
    ['whose files are unknown', { home: null, process: null }, 'Starting', ['Restart now', 'Stop', 'View log']],
    [
      'that is not installed',
      {
        facts: unitFacts({ ...EXITED, activeState: 'inactive', subState: 'dead', loadState: 'not-found' }),
        process: null,
      },
      'Not installed',
      ['View log'],
    ],
    ['that we restart', { restart: restartRun() }, 'Draining: 1 of 2 agents left', ['Restart now', 'Stop', 'View log']],
  ])('shows a gateway %s, and the buttons it can take', (_what, change, status, pressable) => {
    const { text, buttons } = page([change]);
    expect(text).toContain(status);
    expect(buttons.filter((button) => button.isPressable).map(({ name }) => name)).toEqual(pressable);
  });

  it('shows the process, its age, its agents and its platforms', () => {
    const { text } = page([
      {
        home: home(
          record({ activeAgents: 2, platforms: [platform('telegram', 'connected'), platform('slack', 'paused')] }),
        ),
      },
    ]);
    expect(text).toMatch(new RegExp(`PID\n${PID}\nUp\n1 h · since .+\nAgents\n2 at work\n`));
    expect(text).toMatch(/telegram\n \nconnected\n \nsince .+\n▲\nslack\n \npaused/);
    expect(text).toContain('Hermes\n0.19');
    expect(text).toContain('2 agents are at work. “Restart”, “Now” and “Stop” interrupt them.');
  });

  it('shows since when a gateway is down, and no agents', () => {
    const { text } = page([{ facts: STOPPED, process: null }]);
    expect(text).toMatch(/Down\n12 min · since /);
    expect(text).not.toContain('Agents');
    expect(text).not.toContain('interrupt');
  });

  it('says of one that does not respond what a restart comes to, and nothing that it said before', () => {
    const platforms = [platform('telegram', 'connected')];
    const { text, button } = page([
      { home: home(record({ activeAgents: 2, platforms })), silentSince: NOW - 5 * 60_000 },
    ]);
    expect(text).toContain('Not responding · for 5 min');
    expect(text).toContain('Its process is there, but its heartbeat has stopped');
    expect(text).toContain('systemd kills it after 60 s');
    expect(text).not.toMatch(/telegram|Agents/);
    expect(button('Restart now')?.isPressable).toBe(true);
    expect(button('Restart')).toMatchObject({
      isPressable: false,
      reason: expect.stringContaining('does not respond'),
    });
    expect(button('Restart when idle')?.isPressable).toBe(false);
  });

  it('says that agents are not known where this Hermes does not tell', () => {
    expect(page([{ home: home(record({ activeAgents: null })) }]).text).toContain('Agents\nnot known');
  });

  it('says on the button why it can’t be pressed', () => {
    const { button } = page([{ operation: { kind: 'stop', startedAt: NOW } }]);
    expect(button('Stopping…')).toMatchObject({ isPressable: false });
    expect(button('Restart')?.reason).toBe(`A stop of ${UNIT} is under way`);
  });

  it('leads to Start where that is what helps, and to nothing where all is well', () => {
    expect(page([{ facts: FAILED, process: null }]).button('Start')?.isPrimary).toBe(true);
    expect(page([{}]).buttons.some((button) => button.isPrimary)).toBe(false);
  });

  it('shows each reason of a degraded gateway on its own', () => {
    const { markup } = page([
      {
        home: home(record({ platforms: [platform('discord', 'retrying', '<b>429</b>'), platform('slack', 'fatal')] })),
      },
    ]);
    expect(markup).toContain('<li>discord: retrying (&lt;b&gt;429&lt;/b&gt;)</li><li>slack: failed for good</li>');
  });

  it('reads out the failure of a command', () => {
    const failure = { operation: 'start', message: 'Start failed: no such file', at: NOW, invocationId: '' } as const;
    const { markup } = page([{ facts: FAILED, process: null, failure }]);
    expect(markup).toMatch(/role="alert".*Start failed: no such file/);
  });

  it('uses no inline style, which the content security policy would drop', () => {
    expect(page([{}, { facts: FAILED }]).markup).not.toContain('style=');
  });
});

describe('the overview without systemd', () => {
  const lost = { kind: 'lost', reason: 'the bus closed the connection', since: NOW, retryAt: NOW + 4000 } as const;

  it('keeps what was last known and says that it is old', () => {
    const { text, buttons, button } = page([{}], { bus: lost });
    expect(text).toContain('No connection to systemd');
    expect(text).toContain(
      'The bus closed the connection\nTrying again in 4 s.\nWhat is shown below is what was last known.',
    );
    expect(text).toContain(`PID\n${PID}`);
    expect(buttons.filter(({ isPressable }) => isPressable).map(({ name }) => name)).toEqual(['View log']);
    expect(button('Restart')?.reason).toBe('There is no connection to systemd');
  });

  it('does not claim that there is no gateway', () => {
    const { text } = page([], { bus: lost, discovered: false });
    expect(text).toContain('No connection to systemd');
    expect(text).not.toContain('No gateway unit');
  });

  it('tells a silent systemd from a lost bus', () => {
    expect(page([], { bus: { kind: 'silent', reason: 'no answer in 5 s', since: NOW } }).text).toContain(
      'systemd does not answer\nIt is there, but has let a call run into its deadline',
    );
  });
});

describe('the status page without a gateway', () => {
  it('says so, and what makes one, once it is known', () => {
    const { text } = page([]);
    expect(text).toContain('No gateway unit');
    expect(text).toContain('hermes gateway install');
  });

  it('says that it is still looking before', () => {
    const { text } = page([], { discovered: false });
    expect(text).toContain('Looking for gateways');
    expect(text).not.toContain('No gateway unit');
  });
});

describe('the note on the tray', () => {
  it('is there only where no icon is shown', () => {
    const note = 'This desktop shows no tray icons';
    expect(page([{}], { tray: 'none' }).text).toContain(note);
    for (const tray of ['looking', 'status-notifier', 'legacy'] as const) {
      expect(page([{}], { tray }).text).not.toContain(note);
    }
  });
});
