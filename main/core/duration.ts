import { t } from './i18n';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in the two largest units that say something: `3 d 4 h`, `12 min`, `41 s`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} ${t('duration.s')}`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} ${t('duration.min')}`;
  if (ms < DAY) return two(ms, HOUR, t('duration.h'), MINUTE, t('duration.min'));
  return two(ms, DAY, t('duration.d'), HOUR, t('duration.h'));
}

/** The same for what something takes at most: rounded up, so that the promise is kept. Up to two minutes in seconds. */
export function formatLimit(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms <= 2 * MINUTE) return `${Math.ceil(ms / SECOND)} ${t('duration.s')}`;
  return formatDuration(Math.ceil(ms / MINUTE) * MINUTE);
}

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / large);
  const rest = Math.floor((ms % large) / small);
  return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
}
