import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../main/core/i18n';
import type { Gateway } from '../../main/core/state';
import { appState, gateway, NOW, PID, UNIT, unitFacts } from '../fixtures/build';
import { exitWith, incidentWith, LEFT_DOWN, REQUESTED } from '../fixtures/exits';
import { restartRun } from '../fixtures/restarts';
import { type RenderedPage, renderPage } from './render-page';

const EXITED = { mainPid: 0, execMainExitedAt: NOW - 2000 };
const STOPPED = unitFacts({ ...EXITED, activeState: 'inactive', subState: 'dead' });
const WAITS = unitFacts({ ...EXITED, activeState: 'activating', subState: 'auto-restart', stateChangedAt: NOW });

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  vi.stubEnv('TZ', 'UTC');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  setLanguage('en');
});

function page(change: Partial<Gateway>): RenderedPage {
  return renderPage(appState([gateway(change)]), NOW);
}

describe('the window of a gateway that fell over', () => {
  it('names the cause under the countdown', () => {
    const { text } = page({ facts: WAITS, process: null, exits: [exitWith()] });
    expect(text).toContain('Stopped · systemd restarts it in ≈ 5 s');
    expect(text).toContain('Stopped by SIGTERM from outside.');
  });

  it('says that it will stay down, why, and what mends that', () => {
    const exit = exitWith(LEFT_DOWN);
    const { text, markup, button } = page({ facts: STOPPED, process: null, exits: [exit] });
    expect(text).toContain('Stopped by SIGTERM from outside · systemd will not revive it');
    expect(text).toContain('It will stay down: Restart=on-failure does not cover exit code 0.');
    expect(markup).toContain(
      '<code>hermes -p default gateway install --force</code> writes a unit that systemd revives.',
    );
    expect(button('Start')?.isPrimary).toBe(true);
  });

  it('shows what that rests on when asked, and the command for the journal', () => {
    const { markup } = page({ facts: WAITS, process: null, exits: [exitWith()] });
    const [, details = ''] = /<details>(.*?)<\/details>/.exec(markup) ?? [];
    expect(details).toContain('<summary>What this rests on</summary>');
    expect(details).toMatch(/systemd <button [^>]*aria-label="Show the log at 19:59:58"[^>]*>19:59:58<\/button>/);
    expect(details).toContain('Received SIGTERM &lt;b&gt;');
    expect(details).toContain(`<code>journalctl --user -u ${UNIT} -n 200</code>`);
  });

  it('names what that rests on in the person’s language', () => {
    setLanguage('de');
    const { markup } = page({ facts: WAITS, process: null, exits: [exitWith()] });
    const sources = [...markup.matchAll(/<span class="evidence-source">([^<]*?) ?</g)].map(([, source]) => source);
    expect(sources).toContain('Protokoll');
    expect(sources).not.toContain('log');
  });

  it('is quiet where somebody stopped it', () => {
    const { text, markup } = page({ facts: STOPPED, process: null, exits: [exitWith(REQUESTED)] });
    expect(text).toContain('Stopped on request');
    expect(markup).not.toContain('exit-report');
  });

  it('says what was, once it is back', () => {
    const exit = exitWith({ invocationId: 'b'.repeat(32) });
    const incident = incidentWith({ kind: 'recovered', at: NOW, pid: PID, tookMs: 31_000 }, { exit });
    const { text } = page({ exits: [exit], incident });
    expect(text).toContain(`Back after 31 s (PID ${PID})\nAt 19:59: stopped by SIGTERM from outside.`);
  });
});

describe('the recent stops', () => {
  it('are listed with their time, and with what followed those that nobody wanted', () => {
    const exits = [
      exitWith({ invocationId: 'b'.repeat(32) }),
      exitWith({ ...REQUESTED, invocationId: 'c'.repeat(32), endedAt: NOW - 86_400_000, wasWatched: false }),
    ];
    const { text } = page({ exits });
    expect(text).toContain('Recent stops (2)');
    expect(text).toContain('19:59\nStopped by SIGTERM from outside. It was started again.');
    expect(text).toContain('22 Nov 20:00\nStopped on request\n');
    expect(text).toContain('hermes-tray was not running then, and learned of it later');
  });

  it('leave out the one that stands above them', () => {
    const exits = [exitWith(), exitWith({ invocationId: 'b'.repeat(32) })];
    expect(page({ facts: WAITS, process: null, exits }).text).toContain('Recent stops (1)');
    expect(page({ facts: WAITS, process: null, exits: [exitWith()] }).text).not.toContain('Recent stops');
  });
});

describe('the window during a restart', () => {
  it('has a real bar with the same words as the menu', () => {
    const { markup, text, buttons } = page({ restart: restartRun({ progressFloor: 0.52 }) });
    expect(markup).toContain('<progress value="52" max="100" aria-label="Restart">52 %</progress>');
    expect(text).toContain('Draining: 1 of 2 agents left · ≤ 60 s');
    expect(text).not.toContain('▰');
    expect(buttons.map(({ label }) => label)).toEqual(['Cancel restart', 'Restart now', 'Stop', 'View log']);
  });

  it('can be cancelled while it waits', () => {
    const phase = { kind: 'waiting-for-idle', agentsNow: 2, agentsFewest: 2, requestedAt: NOW } as const;
    const { button } = page({ restart: restartRun({ mode: 'when-idle', phase }) });
    expect(button('Cancel restart')?.isPressable).toBe(true);
  });

  it('says for a while how it went', () => {
    const ready = (at: number) => restartRun({ phase: { kind: 'ready', at, pid: PID, tookMs: 8000 } });
    expect(page({ restart: ready(NOW - 5000) }).text).toContain(`Restarted in 8 s (PID ${PID})`);
    expect(page({ restart: ready(NOW - 60_000) }).text).not.toContain('Restarted in');
  });

  it('says what to do after it failed, and copies the command', () => {
    const restart = restartRun({
      phase: { kind: 'failed', at: NOW, in: 'exiting', reason: 'the old process did not end', hint: 'Look into `x`.' },
    });
    const failure = { operation: 'restart', message: '-', at: NOW, invocationId: 'a'.repeat(32) } as const;
    const { markup, text, button } = page({ restart, failure });
    expect(markup).toContain('role="alert"');
    expect(text).toContain('The restart failed\nThe old process did not end');
    expect(markup).toContain('Look into <code>x</code>.');
    expect(text).toContain(`journalctl --user -u ${UNIT} -n 200`);
    expect(button('Copy journal command')?.isPressable).toBe(true);
  });
});
