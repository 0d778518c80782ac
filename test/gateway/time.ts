/** Time as the gateway's files and logs spell it. */

/** Epoch milliseconds with the fraction that Date.now() lacks. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Epoch seconds as Python's time.time() gives them. */
export function epochSeconds(): number {
  return Math.round(nowMs() * 1000) / 1e6;
}

/** `2026-11-23T19:51:46.253013+00:00` (§3.5 updated_at). */
export function isoMicroseconds(ms = nowMs()): string {
  const wholeSecond = Math.floor(ms / 1000);
  const micros = Math.floor((ms - wholeSecond * 1000) * 1000);
  return `${new Date(wholeSecond * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}+00:00`;
}

/** `2026-11-23 19:49:09,520`, local time without a zone (§4). */
export function logTimestamp(date = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time},${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** `20261123_195502`, the first part of a session id. */
export function compactTimestamp(date = new Date()): string {
  return logTimestamp(date).slice(0, 19).replace(/[-:]/g, '').replace(' ', '_');
}
