import { epochOf, type LocalTime } from './log-head';

/** `14:02`, `14:02:31`, `14:02:31,523` */
const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d\d)(?::(?<second>\d\d)(?:[,.](?<fraction>\d{1,6}))?)?`;
const FORMS = [
  // As it stands in a log, or in ISO 8601.
  String.raw`(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})`,
  // As it is written in German.
  String.raw`(?<day>\d{1,2})\.\s?(?<month>\d{1,2})\.(?:\s?(?<year>\d{4}))?`,
  // As it is written in English.
  String.raw`(?<day>\d{1,2})/(?<month>\d{1,2})(?:/(?<year>\d{4}))?`,
  String.raw`(?<day>\d{1,2})\.? (?<name>\p{L}{3,})\.?(?: (?<year>\d{4}))?`,
].map((date) => new RegExp(`^${date}(?:[T,]?\\s*${TIME})?$`, 'u'));
const TIME_ALONE = new RegExp(`^${TIME}$`);

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const GERMAN_MONTHS = ['jan', 'feb', 'mär', 'apr', 'mai', 'jun', 'jul', 'aug', 'sep', 'okt', 'nov', 'dez'];

/**
 * A moment as a person types or pastes it, in local time, as epoch milliseconds; null for what is none. A time without a
 * date, and a date without a year, are the latest such moment that is not after `near`: nothing is logged ahead of time.
 */
export function parseMoment(text: string, near: number): number | null {
  const trimmed = text.trim();
  const groups = groupsOf(trimmed);
  if (groups === null) return null;
  const around = new Date(near);
  const number = (name: string, fallback: number) => Number(groups[name] ?? fallback);
  const hasDate = groups['day'] !== undefined;
  const time: LocalTime = {
    text: trimmed,
    year: number('year', around.getFullYear()),
    month: groups['name'] === undefined ? number('month', around.getMonth() + 1) : monthNamed(groups['name']),
    day: hasDate ? number('day', 1) : around.getDate(),
    hour: number('hour', 0),
    minute: number('minute', 0),
    second: number('second', 0),
    millisecond: Number((groups['fraction'] ?? '').padEnd(3, '0').slice(0, 3)),
  };
  const at = epochOf(time, near);
  if (at === null || at <= near || groups['year'] !== undefined) return at;
  if (hasDate) return epochOf({ ...time, year: time.year - 1 }, near);
  const dayBefore = new Date(time.year, time.month - 1, time.day - 1);
  return epochOf(
    { ...time, year: dayBefore.getFullYear(), month: dayBefore.getMonth() + 1, day: dayBefore.getDate() },
    near,
  );
}

function groupsOf(text: string): Readonly<Record<string, string | undefined>> | null {
  for (const form of [TIME_ALONE, ...FORMS]) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return groups;
  }
  return null;
}

/** 0, which no date has, where there is no such month. */
function monthNamed(name: string): number {
  const short = name.slice(0, 3).toLowerCase();
  return Math.max(MONTHS.indexOf(short), GERMAN_MONTHS.indexOf(short)) + 1;
}
