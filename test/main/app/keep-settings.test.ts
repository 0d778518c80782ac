import { afterEach, describe, expect, it } from 'vitest';
import { keepSettings } from '../../../main/app/keep-settings';
import { createStore } from '../../../main/app/store';
import { currentLanguage, type Language, setLanguage } from '../../../main/core/i18n';
import { DEFAULT_SETTINGS, type Settings } from '../../../main/core/settings';
import { createFakeLogger } from '../../fakes/fake-logger';
import { createFakeSettingsStore } from '../../fakes/fake-settings-store';

afterEach(() => setLanguage('en'));

function keep(file: Partial<Settings> = {}, fixed: Partial<Settings> = {}, desktopLanguage: Language = 'en') {
  const store = createStore();
  const logger = createFakeLogger();
  const settingsStore = createFakeSettingsStore(file);
  const first = settingsStore.now();
  const keeper = keepSettings({ store, settingsStore, logger, first, fixed, desktopLanguage });
  return {
    store,
    logger,
    settingsStore,
    keeper,
    settings: () => store.state().settings,
    notes: () => store.state().settingsNotes,
  };
}

describe('the settings', () => {
  it('are those of the file at first, and change at once', async () => {
    const { keeper, settings, settingsStore } = keep({ iconTheme: 'dark' });
    expect(settings()).toEqual({ ...DEFAULT_SETTINGS, iconTheme: 'dark' });
    const kept = keeper.set({ kind: 'set-setting', name: 'iconTheme', value: 'light' });
    expect(settings().iconTheme).toBe('light');
    expect(await kept).toEqual({ ok: true, value: null });
    expect(settingsStore.written).toEqual([['iconTheme', 'light']]);
  });

  it('set the level of the log, and the language before anybody is told of it', async () => {
    const { keeper, logger, store } = keep({ logLevel: 'warn' });
    expect(logger.level).toBe('warn');
    const languages: string[] = [];
    store.subscribe((state) => languages.push(`${state.language} ${currentLanguage()}`));
    await keeper.set({ kind: 'set-setting', name: 'language', value: 'de' });
    expect(new Set(languages)).toEqual(new Set(['de de']));
    await keeper.set({ kind: 'set-setting', name: 'logLevel', value: 'debug' });
    expect(logger.level).toBe('debug');
  });

  it('speak the desktop’s language where the file names none', async () => {
    const { keeper, store } = keep({}, {}, 'de');
    expect(store.state().language).toBe('de');
    await keeper.set({ kind: 'set-setting', name: 'language', value: 'en' });
    expect(currentLanguage()).toBe('en');
  });

  it('are those of the command line whatever the file says, and it is told which', () => {
    const { settings, notes, settingsStore, logger } = keep({ logLevel: 'warn' }, { logLevel: 'debug' });
    settingsStore.edit({ logLevel: 'error' });
    expect(settings().logLevel).toBe('debug');
    expect(logger.level).toBe('debug');
    expect(notes().fixed).toEqual(['logLevel']);
  });

  it('hold until the end where they could not be written, and it is told why', async () => {
    const { keeper, settings, notes, settingsStore } = keep();
    settingsStore.refuse('the disk is full');
    expect(await keeper.set({ kind: 'set-setting', name: 'confirm', value: 'always' })).toMatchObject({ ok: false });
    expect(settings().confirm).toBe('always');
    expect(notes().unkept).toEqual({ confirm: 'the disk is full' });
    // Somebody saves another setting: this one is still wished.
    settingsStore.edit({ iconTheme: 'dark' });
    expect(settings()).toMatchObject({ confirm: 'always', iconTheme: 'dark' });
    // And this one, later than we were asked.
    settingsStore.edit({ confirm: 'never' });
    expect(settings().confirm).toBe('never');
    expect(notes().unkept).toEqual({});
  });

  it('stay as they were set last when an earlier write fails', async () => {
    const { keeper, settings, notes, settingsStore } = keep();
    settingsStore.refuse('the disk is full');
    const release = settingsStore.hold();
    const first = keeper.set({ kind: 'set-setting', name: 'iconTheme', value: 'dark' });
    const second = keeper.set({ kind: 'set-setting', name: 'iconTheme', value: 'light' });
    release();
    await Promise.all([first, second]);
    expect(settings().iconTheme).toBe('light');
    expect(notes().unkept).toEqual({ iconTheme: 'the disk is full' });
    // The file never said what the first had wished: nobody has changed it there.
    settingsStore.edit({ logLevel: 'debug' });
    expect(settings()).toMatchObject({ iconTheme: 'light', logLevel: 'debug' });
  });
});

describe('a file that is changed by hand', () => {
  it('is taken over, and what is wrong in it told', () => {
    const { settings, notes, settingsStore, logger } = keep();
    settingsStore.edit({ units: ['hermes-gateway.service'] }, ['"iconTheme" is "blue"']);
    expect(settings().units).toEqual(['hermes-gateway.service']);
    expect(notes().problems).toEqual(['"iconTheme" is "blue"']);
    settingsStore.edit({ logLevel: 'debug' }, ['"iconTheme" is "blue"']);
    expect(logger.lines.filter((line) => line.includes('blue'))).toHaveLength(1);
    settingsStore.edit({});
    expect(notes().problems).toEqual([]);
  });

  it('changes nothing while it can’t be understood', () => {
    const { settings, notes, settingsStore } = keep({ iconTheme: 'dark', doNotDisturb: true });
    settingsStore.spoil('it is not valid JSON');
    expect(settings()).toMatchObject({ iconTheme: 'dark', doNotDisturb: true });
    expect(notes().problems).toEqual(['it is not valid JSON']);
  });

  it('makes no new state where it says what holds already', () => {
    const { store, settingsStore } = keep({ iconTheme: 'dark' });
    const before = store.state();
    settingsStore.edit({});
    expect(store.state()).toBe(before);
  });
});
