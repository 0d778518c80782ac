import { describe, expect, it } from 'vitest';
import type { AppState } from '../../../main/core/state';
import { trayView } from '../../../main/core/tray-view';
import { appState, gateway, home, NOW, PID, platform, record, unitFacts } from '../../fixtures/build';
import { keysOf, menuOf, readMenu } from '../../fixtures/read-menu';

const CODER = 'hermes-gateway-coder.service';

describe('trayView', () => {
  it('shows one gateway with its facts and what can be done', () => {
    const platforms = [platform('telegram', 'connected'), platform('discord', 'connected')];
    const state = appState([gateway({ home: home(record({ platforms, activeAgents: 2 })) })]);
    expect(menuOf(state)).toEqual([
      '[● Running · busy]',
      `[PID ${PID} · up 1 h · 2 agents]`,
      '[telegram, discord connected]',
      '---',
      'Open hermes-tray',
      'Restart',
      '  When idle',
      '  Gracefully (interrupts 2 agents)',
      '  Now (interrupts 2 agents)',
      'Stop (interrupts 2 agents)',
      'View log',
      '---',
      'Start hermes-tray at login',
      'Do not disturb',
      'Quit hermes-tray',
    ]);
  });

  it('offers Start for a stopped gateway, and neither Stop nor Restart', () => {
    const stopped = unitFacts({ activeState: 'inactive', subState: 'dead', mainPid: 0 });
    const menu = menuOf(appState([gateway({ facts: stopped, process: null })]));
    expect(menu).toContain('Start');
    expect(menu).not.toContain('Stop');
    expect(menu).not.toContain('Restart');
    expect(menu.join('\n')).not.toContain('PID');
  });

  it('offers to start now while systemd waits', () => {
    const waiting = unitFacts({ activeState: 'activating', subState: 'auto-restart', mainPid: 0, stateChangedAt: NOW });
    const menu = menuOf(appState([gateway({ facts: waiting, process: null })]));
    expect(menu).toContain('[◐ Stopped · systemd restarts it in ≈ 5 s]');
    expect(menu).toContain('Start now');
    expect(menu).toContain('Stop');
  });

  it('says that a version does not tell its agents', () => {
    const menu = menuOf(appState([gateway({ home: home(record({ activeAgents: null })) })]));
    expect(menu).toContain(`[PID ${PID} · up 1 h · agents unknown]`);
    expect(menu).toContain('Restart');
  });

  it('shows why a command failed', () => {
    const failure = {
      operation: 'start',
      message: 'Start failed: Unit is masked.',
      at: NOW,
      invocationId: '',
    } as const;
    expect(menuOf(appState([gateway({ failure })]))).toContain('[⚠ Start failed: Unit is masked.]');
  });

  it('puts several gateways into submenus under the worst icon', () => {
    const coder = gateway({
      facts: unitFacts({
        unit: CODER,
        activeState: 'failed',
        subState: 'failed',
        mainPid: 0,
        result: 'exit-code',
        execMainCode: 1,
        execMainStatus: 78,
      }),
      process: null,
    });
    const view = trayView(appState([coder, gateway()]), NOW);
    expect(view.icon).toBe('failed');
    expect(view.needsAttention).toBe(true);
    expect(view.tooltip).toEqual({
      title: 'hermes-tray · 1 of 2 gateways running',
      text: 'default: Running · healthy\ncoder: Failed · exit code 78',
    });
    expect(readMenu(view.menu)).toEqual([
      '[1 of 2 gateways running]',
      '● default · Running · healthy',
      '  [● Running · healthy]',
      `  [PID ${PID} · up 1 h · idle]`,
      '  ---',
      '  Restart',
      '    When idle',
      '    Gracefully',
      '    Now',
      '  Stop',
      '  View log',
      '✕ coder · Failed · exit code 78',
      '  [✕ Failed · exit code 78]',
      '  ---',
      '  Start',
      '  View log',
      '---',
      'Open hermes-tray',
      '---',
      'Start hermes-tray at login',
      'Do not disturb',
      'Quit hermes-tray',
    ]);
  });

  it('keeps the key of every item while its gateway changes', () => {
    const keys = (state: AppState) => keysOf(trayView(state, NOW).menu);
    const stopped = gateway({
      facts: unitFacts({ activeState: 'inactive', subState: 'dead', mainPid: 0 }),
      process: null,
    });
    expect(keys(appState([stopped]))).toEqual(keys(appState([gateway()])));
  });

  it.each([
    ['Looking for gateways', appState([], { discovered: false }), 'no-bus'],
    ['No gateway unit', appState([]), 'not-installed'],
    [
      'No connection to systemd',
      appState([], { bus: { kind: 'lost', reason: 'gone', since: NOW, retryAt: null } }),
      'no-bus',
    ],
    [
      'systemd does not answer',
      appState([gateway()], { bus: { kind: 'silent', reason: 'no reply in 5 s', since: NOW } }),
      'no-bus',
    ],
  ] as const)('says "%s"', (text, state, icon) => {
    const view = trayView(state, NOW);
    expect(view.icon).toBe(icon);
    expect(view.tooltip.title).toBe(`hermes-tray · ${text}`);
    expect(readMenu(view.menu).join('\n')).toContain(text);
    expect(readMenu(view.menu)).toContain('Open hermes-tray');
    expect(readMenu(view.menu)).toContain('Quit hermes-tray');
  });

  it('says of what was known before the bus was lost that it is old', () => {
    const bus = { kind: 'lost', reason: 'gone', since: NOW, retryAt: null } as const;
    const coder = gateway({ facts: unitFacts({ unit: CODER }) });
    expect(menuOf(appState([gateway()], { bus }))).toContain(`[PID ${PID} when last heard of]`);
    expect(trayView(appState([gateway(), coder], { bus }), NOW).tooltip.title).toBe(
      'hermes-tray · No connection to systemd',
    );
  });

  it('puts no countdown into the tooltip, where it would go stale', () => {
    const waiting = unitFacts({ activeState: 'activating', subState: 'auto-restart', mainPid: 0, stateChangedAt: NOW });
    const view = trayView(appState([gateway({ facts: waiting, process: null })]), NOW);
    expect(view.tooltip.title).toBe('hermes-tray · Stopped · systemd restarts it');
  });

  it('puts no age into the tooltip, where it would go stale', () => {
    expect(trayView(appState([gateway()]), NOW).tooltip.text).toBe(`PID ${PID} · idle`);
  });

  it('asks for attention when a gateway is down against its unit, not when it was stopped', () => {
    const stopped = gateway({
      facts: unitFacts({ activeState: 'inactive', subState: 'dead', mainPid: 0 }),
      process: null,
    });
    expect(trayView(appState([stopped]), NOW).needsAttention).toBe(false);
  });
});
