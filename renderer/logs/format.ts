import { currentLanguage } from '../../main/core/i18n';

/** `2026-11-23 19:49:09,523` */
const STAMP = /^(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(?:[,.](\d{3}))?/;

interface Formats {
  readonly number: Intl.NumberFormat;
  readonly day: Intl.DateTimeFormat;
  readonly size: Intl.NumberFormat;
  readonly decimal: string;
  /** Days that were written lately, by `2026-11-23`. */
  readonly days: Map<string, string>;
}

/** A log of months has fewer days. */
const MOST_DAYS = 500;

let made: { readonly language: string; readonly formats: Formats } | null = null;

/** A formatter costs more to make than to use a thousand times. */
function formats(): Formats {
  const language = currentLanguage();
  if (made?.language !== language) {
    const locale = language === 'de' ? 'de-DE' : 'en-GB';
    made = {
      language,
      formats: {
        number: new Intl.NumberFormat(locale),
        day: new Intl.DateTimeFormat(locale, { day: '2-digit', month: 'short' }),
        size: new Intl.NumberFormat(locale, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }),
        decimal: language === 'de' ? ',' : '.',
        days: new Map(),
      },
    };
  }
  return made.formats;
}

export function formatNumber(number: number): string {
  return formats().number.format(number);
}

export function formatMegabytes(bytes: number): string {
  return formats().size.format(bytes / 1e6);
}

/** A log's own stamp in the person's way to write dates: its day, its time, and the milliseconds. */
export function formatStamp(stamp: string): { readonly day: string; readonly time: string; readonly rest: string } {
  const [, year = '', month = '', day = '', time = stamp, rest] = STAMP.exec(stamp) ?? [];
  if (year === '') return { day: '', time, rest: '' };
  const { day: format, decimal, days } = formats();
  const key = stamp.slice(0, 10);
  // Noon: the day of any zone.
  const date = days.get(key) ?? format.format(new Date(Number(year), Number(month) - 1, Number(day), 12));
  if (days.size < MOST_DAYS) days.set(key, date);
  return { day: date, time, rest: rest === undefined ? '' : `${decimal}${rest}` };
}
