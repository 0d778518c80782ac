import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../main/core/i18n';
import { DEFAULT_SETTINGS, NO_NOTES, type Settings, type SettingsNotes } from '../../main/core/settings';
import type { AppState } from '../../main/core/state';
import { appState, gateway, NOW, UNIT } from '../fixtures/build';
import { renderPage } from './render-page';

const CODER = 'hermes-gateway-coder.service';
const FILES = { settings: '/c/settings.json', log: '/s/hermes-tray.log', flightRecorder: '/s/flight.jsonl' };

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => {
  vi.useRealTimers();
  setLanguage('en');
});

interface Given extends Partial<AppState> {
  readonly set?: Partial<Settings>;
  readonly noted?: Partial<SettingsNotes>;
}

function page({ set = {}, noted = {}, ...change }: Given = {}) {
  return renderPage(
    appState([gateway()], {
      settings: { ...DEFAULT_SETTINGS, ...set },
      settingsNotes: { ...NO_NOTES, ...noted },
      knownUnits: [UNIT, CODER],
      files: FILES,
      wantedView: { name: 'settings', unit: null, at: null },
      ...change,
    }),
    NOW,
  );
}

/** What is chosen, by the attributes of the inputs. */
function checked(markup: string): string[] {
  const inputs = [...markup.matchAll(/<input[^>]*>/g)].map(([input]) => input);
  return inputs
    .filter((input) => input.includes('checked=""'))
    .map((input) => /value="([^"]*)"/.exec(input)?.[1] ?? '');
}

describe('the settings view', () => {
  it('shows what holds', () => {
    expect(checked(page().markup)).toEqual(['all', 'all', 'when-cut', '', 'ask', 'auto']);
    const { markup } = page({
      set: { units: [CODER], notifications: 'down-only', confirm: 'never', iconTheme: 'light' },
    });
    expect(checked(markup)).toEqual(['some', CODER, 'down-only', 'never', '', 'ask', 'light']);
  });

  it('says of Never that it cuts without asking', () => {
    expect(page().text).toContain('Never\nOne click cuts agents in the middle of their work, without a question.');
  });

  it('lists every gateway there is, and one that is named but not there', () => {
    const { text } = page({ set: { units: ['hermes-gateway-gone.service', UNIT] } });
    expect(text).toContain('default \nhermes-gateway.service');
    expect(text).toContain('coder \nhermes-gateway-coder.service');
    expect(text).toMatch(/gone \nhermes-gateway-gone.service\n\s*systemd knows no such unit/);
  });

  it('keeps the last gateway from being left out', () => {
    expect(page({ set: { units: [UNIT] } }).text).toContain('At least one gateway has to be shown.');
    expect(page({ set: { units: [UNIT, CODER] } }).text).not.toContain('At least one');
  });

  it('says what the command line decides', () => {
    const { text } = page({ set: { units: [UNIT] }, noted: { fixed: ['units', 'logLevel'] } });
    expect(text).toContain('Set by the command line (--unit) until hermes-tray ends.');
    expect(text).toContain('Set by the command line (--log-level) until hermes-tray ends.');
  });

  it('says what is wrong in the file, and what was not kept', () => {
    const { text, button } = page({
      noted: { problems: ['/c/settings.json is empty.'], unkept: { confirm: 'the disk is full' } },
    });
    expect(text).toContain('There is a mistake in the settings file\n/c/settings.json is empty.');
    expect(button('Show the file')).toBeDefined();
    expect(text).toContain('the disk is full');
  });

  it('gives each file a way to it and its path to copy, but one that can’t be written', () => {
    const { buttons } = page({ files: { ...FILES, log: null } });
    const names = buttons.map(({ name }) => name);
    expect(names).toContain('Show /c/settings.json in the file manager');
    expect(names).toContain('Copy /s/flight.jsonl');
    expect(names.some((name) => name.includes('hermes-tray.log'))).toBe(false);
  });

  it('says whether gateways outlive a login, where that is known', () => {
    const host = (linger: boolean | null) => ({ host: { session: null, hasHermes: null, linger } });
    expect(page(host(true)).text).toContain('go on when you log out');
    expect(page(host(false)).text).toContain('loginctl enable-linger');
    expect(page(host(null)).text).not.toContain('log out');
  });

  it('speaks German', () => {
    setLanguage('de');
    const { text } = page({ language: 'de' });
    for (const word of ['Gezeigte Gateways', 'Benachrichtigungen', 'Sprache', 'Dateien']) expect(text).toContain(word);
    expect(text).not.toMatch(/\b(settings|nothing|linger)\.(?!json)\w/);
  });
});

describe('the note on lingering', () => {
  const overview = (change: Partial<AppState>) => renderPage(appState([gateway()], change), NOW).text;
  const off = { session: null, hasHermes: null, linger: false };

  it('is there where gateways end at logout, until it is put away', () => {
    expect(overview({ host: off })).toContain('The gateway ends when you log out');
    expect(overview({ host: { ...off, linger: null } })).not.toContain('log out');
    expect(overview({ host: { ...off, linger: true } })).not.toContain('log out');
    expect(overview({ host: off, settings: { ...DEFAULT_SETTINGS, lingerHint: false } })).not.toContain('log out');
    expect(renderPage(appState([], { host: off }), NOW).text).not.toContain('log out');
  });
});

describe('the page where nothing is', () => {
  const session = { user: 'ada', isBootedBySystemd: true, isWsl: false, userBus: null, isUserBusMeant: false };
  const lost = {
    kind: 'lost',
    reason: 'no address of a session bus is known',
    since: NOW,
    retryAt: NOW + 4000,
  } as const;

  it.each<[string, Partial<AppState>, string, string[]]>([
    [
      'without Hermes',
      { host: { session: null, hasHermes: false, linger: null } },
      'Hermes Agent is not installed',
      ['Copy curl -fsSL https://hermes-agent.nousresearch.com/install.sh | bash', 'Copy hermes gateway install'],
    ],
    [
      'without a unit',
      { host: { session: null, hasHermes: true, linger: null } },
      'No gateway unit',
      ['Copy hermes gateway install'],
    ],
    [
      'without a session',
      { bus: lost, discovered: false, host: { session, hasHermes: null, linger: null } },
      'No systemd session for this user',
      ['Copy loginctl enable-linger ada', 'Try again now'],
    ],
    [
      'in a WSL without systemd',
      {
        bus: lost,
        discovered: false,
        host: { session: { ...session, isBootedBySystemd: false, isWsl: true }, hasHermes: null, linger: null },
      },
      'This WSL distribution runs without systemd',
      ['Copy [boot]\nsystemd=true', 'Copy wsl.exe --shutdown'],
    ],
  ])('%s says so, and gives the next step to copy', (_what, change, title, names) => {
    const { text, buttons } = renderPage(appState([], change), NOW);
    expect(text).toContain(title);
    expect(buttons.map(({ name }) => name)).toEqual(names);
  });

  it('reads out what it is, and not the countdown', () => {
    const { markup } = renderPage(appState([], { bus: lost, discovered: false }), NOW);
    expect(markup).toContain('Trying again in 4 s.');
    expect(/role="status">(?:(?!<\/div>).)*Trying again/.test(markup)).toBe(false);
  });
});
