import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { currentLanguage, type LANGUAGES, languageOf, setLanguage, t } from '../../../main/core/i18n';
import { de } from '../../../main/core/messages/de';
import { en } from '../../../main/core/messages/en';
import { PROJECT } from '../../../scripts/lib/files.mjs';

afterEach(() => setLanguage('en'));

function placesIn(text: string): readonly string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();
}

/** The program without the messages themselves. */
function sources(): string {
  const texts = ['main', 'renderer'].flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('core/messages/'))
      .map((path) => readFileSync(join(PROJECT, folder, path), 'utf8')),
  );
  return texts.join('\n');
}

/** The names of messages that are put together: t(`hermes.${generation}`). */
function computedNames(text: string): readonly RegExp[] {
  return [...text.matchAll(/\bt\(\s*`([^`]+)`/g)].map(([, template = '']) => {
    const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
    // Something of its own stands before what is computed, or anything would match.
    expect(parts[0]).toMatch(/^[a-z]+.*\.$/i);
    return new RegExp(`^${parts.join('.+')}$`);
  });
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

  it('are all used', () => {
    const text = sources();
    const literals = new Set([...text.matchAll(/'([\w.-]+)'/g)].map(([, literal]) => literal));
    const computed = computedNames(text);
    const unused = Object.keys(en)
      .map((key) => key.replace(/_(one|other)$/, ''))
      .filter((key) => !literals.has(key) && !computed.some((name) => name.test(key)));
    expect(unused).toEqual([]);
  });

  it('leave what others say as it was said', () => {
    const how = '$& {{how}} $t(status.running) <b>';
    expect(t('status.failed', { how })).toBe(`Failed · ${how}`);
  });

  it('choose between one and several', () => {
    setLanguage('de');
    expect([0, 1, 2].map((count) => t('work.agents', { count }))).toEqual([
      '0 Agenten sind bei der Arbeit.',
      '1 Agent ist bei der Arbeit.',
      '2 Agenten sind bei der Arbeit.',
    ]);
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
