import { currentLanguage } from '../../main/core/i18n';
import { formatDate } from '../dates';

/** `2026-11-23 19:49:09,523` */
const STAMP = /^(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(?:[,.](\d{3}))?/;

/** Days that were written lately, by language and `2026-11-23`; a log of months has fewer. */
const days = new Map<string, string>();
const MOST_DAYS = 500;

/** A log's own stamp in the person's way to write dates: its day, its time, and the milliseconds. */
export function formatStamp(stamp: string): { readonly day: string; readonly time: string; readonly rest: string } {
  const [, year = '', month = '', day = '', time = stamp, rest] = STAMP.exec(stamp) ?? [];
  if (year === '') return { day: '', time, rest: '' };
  const language = currentLanguage();
  const key = `${language} ${stamp.slice(0, 10)}`;
  // Noon: the day of any zone.
  const noon = new Date(Number(year), Number(month) - 1, Number(day), 12).getTime();
  const date = days.get(key) ?? formatDate(noon, 'paddedDay');
  if (days.size < MOST_DAYS) days.set(key, date);
  return { day: date, time, rest: rest === undefined ? '' : `${language === 'de' ? ',' : '.'}${rest}` };
}
