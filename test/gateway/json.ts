/** JSON as Python's json.dumps spells it, and reading JSON that somebody else may have torn. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonRecord = { readonly [key: string]: Json | undefined };

/**
 * 0.11 prints json.dumps' default `", "` and `": "`, later versions compact separators. Both escape
 * everything outside ASCII, as json.dumps does unless told otherwise.
 */
export function dumps(value: Json, style: 'spaced' | 'compact'): string {
  const [comma, colon] = style === 'spaced' ? [', ', ': '] : [',', ':'];
  const print = (item: Json): string => {
    if (item === null || typeof item !== 'object') return ascii(JSON.stringify(item));
    if (isArray(item)) return `[${item.map(print).join(comma)}]`;
    const pairs = Object.entries(item).flatMap(([key, member]) =>
      member === undefined ? [] : [`${ascii(JSON.stringify(key))}${colon}${print(member)}`],
    );
    return `{${pairs.join(comma)}}`;
  };
  return print(value);
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function ascii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The record in a file; undefined when the file is missing, empty, torn or not an object. */
export function readRecord(path: string): JsonRecord | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    // JSON.parse of text yields nothing but Json; the check leaves its object case.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** Temp file + rename: the inode changes, no reader sees half of it. */
export function writeAtomically(path: string, text: string, mode = 0o600): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, path);
}

/**
 * 0.11's write: truncate, then write. With `tornMs` the file stays half written for that long, so that
 * a test can meet the torn read that real life shows once in a while.
 */
export function writeInPlace(path: string, text: string, mode: number, tornMs: number): void {
  if (tornMs > 0) {
    writeFileSync(path, text.slice(0, Math.floor(text.length / 2)), { mode });
    // Blocking on purpose: Hermes' own write is synchronous, so its loop stands still as well.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, tornMs);
  }
  writeFileSync(path, text, { mode });
}
