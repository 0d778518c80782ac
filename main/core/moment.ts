import { currentLanguage, type Language, t } from './i18n';

/** Whose short names of the months a language takes. British ones are no help: they call one "Sept". */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-US', de: 'de-DE' };

/** Each made when it is first needed, and once: that costs more than the rest of a menu. */
const formatters = new Map<Language, Intl.DateTimeFormat>();

/**
 * A moment in local time, on 24 hours as systemd and the logs write it: `14:02` for today, `23 Nov 14:02` before.
 */
export function formatMoment(at: number, now: number): string {
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${t('moment.day', { day: date.getDate(), month: monthOf(date) })} ${time}`;
}

/** `14:02:31`, for what happened within a minute or so. */
export function formatSeconds(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

/** As it stands beside a day, which is not in all languages how it stands alone. */
function monthOf(date: Date): string {
  // By the local day, whichever zone is the formatter's: it outlives a change of the system's.
  const day = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return (
    formatter()
      .formatToParts(day)
      .find(({ type }) => type === 'month')?.value ?? ''
  );
}

function formatter(): Intl.DateTimeFormat {
  const language = currentLanguage();
  const known = formatters.get(language);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(LOCALES[language], { day: 'numeric', month: 'short', timeZone: 'UTC' });
  formatters.set(language, made);
  return made;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
