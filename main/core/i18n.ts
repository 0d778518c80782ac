import { createInstance } from 'i18next';
import { de } from './messages/de';
import { en, type MessageKey } from './messages/en';

/** The languages there are; `en` has every message, and the others are held to it by their type. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What stands in a message's {{places}}. `count` chooses between singular and plural. */
export type MessageValues = Readonly<Record<string, string | number>>;

const messages = createInstance();
void messages.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en }, de: { translation: de } },
  // At once: the messages are here.
  initAsync: false,
  // `menu.open` is one name; and a colon may stand in a text that is no key.
  keySeparator: false,
  nsSeparator: false,
  // React and the notifications escape; the tray shows text as it is.
  interpolation: { escapeValue: false },
});

/**
 * The message in the person's language. The one thing in core that is not in its arguments: a process speaks one language at
 * a time, set before its first word (`setLanguage`) and before anybody is told of another, and every text function would
 * have to hand it on.
 */
export function t(key: MessageKey, values: MessageValues = {}): string {
  return messages.t(key, values);
}

export function setLanguage(language: Language): void {
  void messages.changeLanguage(language);
}

export function currentLanguage(): Language {
  return toLanguage(messages.language) ?? 'en';
}

/** The person's language by the variables of POSIX, in their order of precedence; English where they name none of ours. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  // GNU's list of preferences, which does not hold in the C locale.
  const preferred = /^(C|POSIX)(\.|$)/.test(locale) || locale === '' ? [] : (environment['LANGUAGE'] ?? '').split(':');
  for (const name of [...preferred, locale]) {
    const language = toLanguage(name);
    if (language !== null) return language;
  }
  return 'en';
}

/** Of `de_AT.UTF-8` as of `de`. */
function toLanguage(name: string): Language | null {
  const [code = ''] = name.split(/[-_.@]/);
  return LANGUAGES.find((language) => language === code) ?? null;
}
