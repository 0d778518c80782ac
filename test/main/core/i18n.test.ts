import { afterEach, describe, expect, it } from 'vitest';
import { currentLanguage, type LANGUAGES, languageOf, setLanguage, t } from '../../../main/core/i18n';
import { de } from '../../../main/core/messages/de';
import { en } from '../../../main/core/messages/en';

afterEach(() => setLanguage('en'));

function placesIn(text: string): readonly string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();
}

describe('messages', () => {
  it('are English until a language is set, and in that language at once', () => {
    expect([currentLanguage(), t('view.settings')]).toEqual(['en', 'Settings']);
    setLanguage('de');
    expect([currentLanguage(), t('view.settings')]).toEqual(['de', 'Einstellungen']);
  });

  it('have the same places in every language, and no empty text', () => {
    for (const [key, text] of Object.entries(en)) {
      const other: Readonly<Record<string, string>> = de;
      expect([key, placesIn(other[key] ?? '')]).toEqual([key, placesIn(text)]);
      expect([key, other[key]?.trim()]).not.toEqual([key, '']);
    }
    expect(Object.keys(de)).toEqual(Object.keys(en));
  });

  it('come in pairs where they count', () => {
    const keys = Object.keys(en);
    const counting = keys.filter((key) => /_(one|other)$/.test(key)).map((key) => key.replace(/_(one|other)$/, ''));
    for (const key of counting) {
      expect(keys).toContain(`${key}_one`);
      expect(keys).toContain(`${key}_other`);
    }
  });
});

describe('the language of the environment', () => {
  it.each<[Record<string, string>, (typeof LANGUAGES)[number]]>([
    [{}, 'en'],
    [{ LANG: 'de_AT.UTF-8' }, 'de'],
    [{ LANG: 'de_DE.UTF-8', LC_MESSAGES: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'fr_FR.UTF-8' }, 'en'],
    [{ LANG: 'fr_FR.UTF-8', LANGUAGE: 'fr:de:en' }, 'de'],
    [{ LANG: 'C.UTF-8', LANGUAGE: 'de' }, 'en'],
    [{ LC_ALL: 'de', LANG: 'en_US' }, 'de'],
    [{ LC_ALL: '', LANG: 'de' }, 'de'],
  ])('of %o is %s', (environment, language) => expect(languageOf(environment)).toBe(language));
});
