import { currentLanguage, type Language, t } from '../main/core/i18n';

// Moments and numbers as the person's language writes them. A formatter of Intl's is slow to make, so each is kept.

/** English of a country whose clocks have 24 hours, as the logs have. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };

const DATE_FORMS = {
  time: { hour: '2-digit', minute: '2-digit' },
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  moment: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'short', day: 'numeric' },
  day: { day: 'numeric', month: 'short' },
  paddedDay: { day: '2-digit', month: 'short' },
  heading: { weekday: 'long', day: 'numeric', month: 'long' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
export type DateForm = keyof typeof DATE_FORMS;

const NUMBER_FORMS = {
  percent: { style: 'percent', maximumFractionDigits: 2 },
  wholePercent: { style: 'percent', maximumFractionDigits: 0 },
  tenthPercent: { style: 'percent', maximumFractionDigits: 1 },
  count: {},
  shortMegabytes: { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 },
  megabytes: { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 },
  fineMegabytes: { style: 'unit', unit: 'megabyte', minimumFractionDigits: 1, maximumFractionDigits: 1 },
  gigabytes: { style: 'unit', unit: 'gigabyte', minimumFractionDigits: 2, maximumFractionDigits: 2 },
} as const satisfies Record<string, Intl.NumberFormatOptions>;
export type NumberForm = keyof typeof NUMBER_FORMS;

const dateFormats = new Map<string, Intl.DateTimeFormat>();
const numberFormats = new Map<string, Intl.NumberFormat>();
const relativeFormats = new Map<Language, Intl.RelativeTimeFormat>();

export function formatDate(at: number, form: DateForm): string {
  const language = currentLanguage();
  return kept(
    dateFormats,
    `${language} ${form}`,
    () => new Intl.DateTimeFormat(LOCALES[language], DATE_FORMS[form]),
  ).format(at);
}

export function formatNumber(value: number, form: NumberForm): string {
  const language = currentLanguage();
  return kept(
    numberFormats,
    `${language} ${form}`,
    () => new Intl.NumberFormat(LOCALES[language], NUMBER_FORMS[form]),
  ).format(value);
}

/** `Today, Monday 23 November`. */
export function dayHeading(at: number, now: number): string {
  const language = currentLanguage();
  const days = Math.round((startOfDay(at) - startOfDay(now)) / DAY_MS);
  const date = formatDate(at, 'heading');
  if (days < -1 || days > 0) return date;
  const relative = kept(
    relativeFormats,
    language,
    () => new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' }),
  ).format(days, 'day');
  return `${relative.charAt(0).toLocaleUpperCase(LOCALES[language])}${relative.slice(1)}, ${date}`;
}

const DAY_MS = 24 * 60 * 60_000;

/** Local midnight. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** `14:02` within the day of `now`, `Mon 23 Nov 14:02` before it. */
export function formatPoint(at: number, now: number): string {
  return formatDate(at, startOfDay(at) === startOfDay(now) ? 'time' : 'moment');
}

/** The end of a stretch: `now` where it goes on. */
export function formatEnd(at: number, now: number): string {
  return now - at < 1000 ? t('timeline.now') : formatPoint(at, now);
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return formatNumber(bytes / 1e9, 'gigabytes');
  return formatNumber(bytes / 1e6, bytes >= 1e8 ? 'megabytes' : 'fineMegabytes');
}

function kept<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
