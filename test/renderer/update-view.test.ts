import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../main/core/i18n';
import { DEFAULT_SETTINGS } from '../../main/core/settings';
import type { AppState, Gateway } from '../../main/core/state';
import type { UpdatePhase } from '../../main/core/update-run';
import { announcement, NOTHING_READ } from '../../renderer/announcement';
import { appState, gateway, NOW } from '../fixtures/build';
import { exitWith, REQUESTED } from '../fixtures/exits';
import { CHECKOUT, FAILURE, installation, NEW_CODE, updateRun } from '../fixtures/updates';
import { type RenderedPage, renderPage } from './render-page';

const HERE = { [CHECKOUT]: installation() };
const MAIN = 'Update and restart (0.22.5 → 0.23.3)';

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  vi.useRealTimers();
  setLanguage('en');
});

function page(change: Partial<AppState> = {}, name: 'update' | 'overview' | 'settings' = 'update'): RenderedPage {
  const state = { installations: HERE, wantedView: { name, unit: null, at: null }, ...change };
  return renderPage(appState([gateway()], state), NOW);
}

function inPhase(phase: UpdatePhase, change: object = {}): Pick<AppState, 'update'> {
  return { update: updateRun({ phase, ...change }) };
}

describe('the update view of a Hermes', () => {
  it('says what there is, what is newer, and leads to it', () => {
    const { text, button } = page();
    expect(text).toMatch(/Version\n0\.22\.5\nCommit\n0ldaaaaaaaaa on main\nAvailable\n0\.23\.3 \(3 new commits\)/);
    expect(text).toMatch(/Checked\n12 min ago · \d\d:48/);
    expect(text).toContain(`Gateways\ndefault\nInstalled by\nHermes’ installer (git)\nFolder\n${CHECKOUT}`);
    expect(text).toContain('newbbbbb\nrelease: 0.23.3\nc0ffee11\ntelegram: Retry a send that timed out');
    expect(text).toContain('and 1 older commit');
    expect(text).toContain('It restarts the gateway default, once no agent is at work.');
    expect(button(MAIN)).toMatchObject({ isPressable: true, isPrimary: true });
    expect(button('Check now')?.isPressable).toBe(true);
  });

  it('says why it has no update to offer', () => {
    const available = { commit: null, version: '0.22.5', behind: 0, commits: [], checkedAt: NOW };
    const { text, button } = page({ installations: { [CHECKOUT]: installation({ available }) } });
    expect(text).toContain('Available\nnothing newer');
    expect(button('Update and restart')).toMatchObject({ isPressable: false, reason: 'No newer version is known' });
  });

  it('shows that it is being looked up, and why that failed the last time', () => {
    const looking = installation({ isChecking: true, problem: 'github.com can’t be reached' });
    const { text, button } = page({ installations: { [CHECKOUT]: looking } });
    expect(button('Checking…')?.isPressable).toBe(false);
    expect(text).toContain('The last look for an update failed\ngithub.com can’t be reached');
  });

  it.each(['pip', 'docker', 'nix', 'homebrew', 'unknown'] as const)('says of %s what to do instead', (method) => {
    const { text, buttons } = page({
      installations: { [CHECKOUT]: installation({ method, code: null, available: null }) },
    });
    expect(text).toContain('It can’t be updated from here');
    expect(buttons.map(({ name }) => name).join()).not.toMatch(/Update and restart|Check now/);
  });

  it('says that it knows no Hermes, and no gateway', () => {
    expect(page({ installations: {} }).text).toContain('Where its code lies is not known');
    const none = appState([], { wantedView: { name: 'update', unit: null, at: null } });
    expect(renderPage(none, NOW).text).toContain('No gateway, and so no Hermes to update');
  });

  it('lets no subject act on the page', () => {
    const subject = '<img src=x onerror=alert(1)> \u202egnp';
    const available = {
      commit: null,
      version: '0.23.3',
      behind: 1,
      commits: [{ commit: 'a'.repeat(40), subject }],
      checkedAt: NOW,
    };
    const { markup } = page({ installations: { [CHECKOUT]: installation({ available }) } });
    expect(markup).toContain('&lt;img src=x onerror=alert(1)&gt; ‹U+202E›gnp');
    expect(markup).not.toContain('style=');
  });
});

describe('the update view of an update', () => {
  it('shows how far it is, its phases and what it says', () => {
    const { markup, text, button } = page({ update: updateRun() });
    expect(markup).toMatch(/<progress value="2\d" max="100" aria-label="Progress of the update">/);
    expect(text).toContain('Updating Hermes to 0.23.3');
    expect(text).toContain('It says:\n \nUpdating Python dependencies...');
    expect(text).toContain('Finish work\n, done');
    expect(markup).toMatch(/aria-current="step"[^>]*>.*?Update the code/);
    expect(text).toContain('Restart\n, to come');
    expect(button(MAIN)).toMatchObject({ isPressable: false, reason: 'An update is under way' });
    expect(button('Cancel the update')).toMatchObject({ isPressable: false });
  });

  it('offers not to wait for the agents, and to cancel, while they finish', () => {
    const { button } = page(inPhase({ kind: 'draining', since: NOW, agentsNow: 2 }));
    expect(button('Don’t wait (interrupts 2 agents)')?.isPressable).toBe(true);
    expect(button('Cancel the update')?.isPressable).toBe(true);
  });

  it('asks what the look before it found, a sentence each', () => {
    const findings = [
      { kind: 'changed-files', isBlocking: false, count: 2, detail: 'gateway/run.py, README.md' },
      { kind: 'not-running', isBlocking: false, count: null, detail: '' },
    ] as const;
    const { text, button } = page(
      inPhase({ kind: 'pre-flight', since: NOW, findings }, { snapshot: null, output: null }),
    );
    expect(text).toContain('2 files of the code were changed here (gateway/run.py, README.md …).');
    expect(text).toContain('No gateway of it runs');
    expect(button('Go on')).toMatchObject({ isPressable: true, isPrimary: true });
    expect(button('Cancel')?.isPressable).toBe(true);
  });

  it('lets nobody go on where nobody can want to', () => {
    const findings = [{ kind: 'other-update', isBlocking: true, count: null, detail: 'PID 4711' }] as const;
    const { text, button } = page(
      inPhase({ kind: 'pre-flight', since: NOW, findings }, { snapshot: null, output: null }),
    );
    expect(text).toContain('The update can’t go on like this\nAnother update is under way. PID 4711');
    expect(button('Go on')).toBeUndefined();
    expect(button('Look again')?.isPressable).toBe(true);
  });

  it('says what to do about a question that nobody can answer here', () => {
    const output = { step: 'python', lastLine: 'Restore? [y/N]', question: 'Restore? [y/N]' } as const;
    const { text, button } = page({ update: updateRun({ output }) });
    expect(text).toMatch(/waits for an answer\nRestore\? \[y\/N\]\n.*run it in a terminal.*\nhermes update/);
    expect(button('Cancel the update')).toMatchObject({ isPressable: true, isPrimary: true });
  });

  it('tells its end with what it cost and what it brought', () => {
    const exits = [exitWith({ ...REQUESTED, endedAt: NOW - 41_000 })];
    const update = updateRun({
      phase: { kind: 'done', at: NOW, wasCurrent: false },
      codeAfter: NEW_CODE,
      backAt: NOW,
    });
    const state = appState([gateway({ exits })], {
      installations: { [CHECKOUT]: installation({ code: NEW_CODE, available: null }) },
      update,
      updateNews: { id: update.id, commits: [{ commit: 'c'.repeat(40), subject: 'gateway: Be faster' }] },
      wantedView: { name: 'update', unit: null, at: null },
    });
    const { text, button } = renderPage(state, NOW);
    expect(text).toContain('Updated to 0.23.3\nThe gateway was away for 41 s.\nConnected again: telegram, discord.');
    expect(text).toContain('What’s new\ncccccccc\ngateway: Be faster');
    expect(button('Roll back')?.isPressable).toBe(true);
  });

  it('tells why it failed, where, what to do, and offers the way back', () => {
    const { text, button } = page({
      ...inPhase({ kind: 'failed', at: NOW, failure: FAILURE, canRollBack: true }, { codeAfter: NEW_CODE }),
      installations: { [CHECKOUT]: installation({ code: NEW_CODE }) },
    });
    expect(text).toContain(`The update failed\n${FAILURE.reason}.\n${FAILURE.hint}.`);
    expect(text).toContain('Update the code\n, failed');
    expect(button('Roll back')).toMatchObject({ isPressable: true, isPrimary: true });
  });
});

describe('the receipts', () => {
  const past = updateRun({
    id: '20261101T100000-1',
    startedAt: NOW - 9 * 86_400_000,
    phase: { kind: 'done', at: NOW - 9 * 86_400_000 + 143_000, wasCurrent: false },
    codeAfter: NEW_CODE,
  });

  it('say what each changed, when, and how it ended', () => {
    const { text } = page({ pastUpdates: [past] });
    expect(text).toMatch(/14 Nov \d\d:00\n✓\n0\.22\.5 → 0\.23\.3 · updated\ntook 2 min/);
  });

  it('lead back from where there is something to go back to', () => {
    const installations = { [CHECKOUT]: installation({ code: NEW_CODE }) };
    const name = /^Roll back the update of 14 Nov/;
    expect(page({ pastUpdates: [past], installations }).buttons.some((one) => name.test(one.name))).toBe(true);
    expect(page({ pastUpdates: [past] }).buttons.some((one) => name.test(one.name))).toBe(false);
    const blank = [{ ...past, snapshot: null }];
    expect(page({ pastUpdates: blank, installations }).buttons.some((one) => name.test(one.name))).toBe(false);
  });

  it('do not repeat the one that is shown above, nor tell of another Hermes', () => {
    const { text } = page({ pastUpdates: [{ ...past, checkout: '/opt/hermes' }] });
    expect(text).toContain('None was made from here yet.');
    expect(page({ update: past, pastUpdates: [past] }).text).toContain('None was made from here yet.');
  });
});

describe('an update elsewhere in the window', () => {
  it('is a quiet line in the overview that leads to it', () => {
    const { text, button } = page({}, 'overview');
    expect(text).toContain('Update available: 0.23.3 (3 new commits)\nUpdate and restart…');
    expect(button('Update and restart…')).toMatchObject({ isPressable: true, isPrimary: false });
    expect(page({ installations: {} }, 'overview').text).not.toContain('Update available');
  });

  it('is the gateway’s status with a real bar while it lasts', () => {
    const { text, markup } = page({ update: updateRun() }, 'overview');
    expect(text).toContain('Updating\n');
    expect(markup).toMatch(/<progress value="2\d" max="100"/);
    expect(text).toContain('Installing the Python packages\nShow the update');
    expect(text).not.toMatch(/[▰▱]|Update available/);
  });

  it('is a line in the overview while it has not come to the gateway', () => {
    const { text } = page(inPhase({ kind: 'pre-flight', since: NOW, findings: [] }, { snapshot: null }), 'overview');
    expect(text).toContain('Running · healthy');
    expect(text).toContain('Updating Hermes to 0.23.3: Waiting for your answer\nShow the update');
  });

  it('has its settings, and a word on this program’s own', () => {
    const { text, markup } = page(
      { appVersion: '0.1.0', settings: { ...DEFAULT_SETTINGS, rollBack: 'automatic' } },
      'settings',
    );
    expect(text).toContain('Look for updates of Hermes');
    expect(markup).toMatch(/<input[^>]*checked=""[^>]*value="automatic"|value="automatic"[^>]*checked=""/);
    expect(text).toContain('hermes-tray 0.1.0 does not update itself');
  });

  it('speaks German', () => {
    setLanguage('de');
    const { text, button } = page({ update: updateRun(), language: 'de' });
    expect(text).toContain('Hermes wird auf 0.23.3 aktualisiert');
    expect(text).toContain('Installiert die Python-Pakete');
    expect(button('Aktualisierung abbrechen')).toBeDefined();
    expect(text).not.toMatch(/update\.[a-z]/);
  });
});

describe('what is read out of an update', () => {
  const read = (change: Partial<AppState>, before = NOTHING_READ, gateways: readonly Gateway[] = [gateway()]) =>
    announcement(before, appState(gateways, change), NOW);

  it('is each of its steps once, and its end', () => {
    const first = read({ update: updateRun() });
    expect(first.text).toBe('default: Updating. Installing the Python packages');
    expect(read({ update: updateRun() }, first).text).toBe(first.text);
    const node = { step: 'node', lastLine: 'Building web UI', question: null } as const;
    const second = read({ update: updateRun({ output: node }) }, first);
    expect(second.text).toBe('Building the web interface');
    // Its last line moves all the time.
    const more = read({ update: updateRun({ output: { ...node, lastLine: '2 of 40' } }) }, second);
    expect(more).toEqual(second);
    const end = read(inPhase({ kind: 'done', at: NOW, wasCurrent: false }, { codeAfter: NEW_CODE }), second);
    expect(end.text).toBe('default: Running · healthy. Updated to 0.23.3');
  });

  it('is nothing of one that was over before', () => {
    expect(read(inPhase({ kind: 'done', at: NOW, wasCurrent: false })).text).toBe('default: Running · healthy');
  });
});
