import { inspect } from 'node:util';
import { redact } from './redact';

/** A value can be a state of the app with everything in it; a line is for a person. */
const DETAIL_MAX_CHARACTERS = 8192;

/** `2026-11-23 19:49:09.520 +01:00 [info] message detail`, local time. */
export function formatLine(date: Date, level: string, message: string, detail?: unknown): string {
  const text = detail === undefined ? message : `${message} ${detailText(detail)}`;
  return `${timestamp(date)} [${level}] ${redact(text)}`;
}

function detailText(detail: unknown): string {
  const text = typeof detail === 'string' ? detail : safeInspect(detail);
  return text.length > DETAIL_MAX_CHARACTERS ? `${text.slice(0, DETAIL_MAX_CHARACTERS)} …` : text;
}

function safeInspect(detail: unknown): string {
  try {
    // For an Error: its stack, its own properties, its cause.
    return inspect(detail, { depth: 5, maxStringLength: 4096, maxArrayLength: 100, breakLength: 120 });
  } catch {
    // A getter, a proxy or an own inspect function that throws.
    return '(cannot be shown)';
  }
}

function timestamp(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')} ${zone}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
