import { z } from 'zod';
import type { JournalEntry } from '../../core/journal-entry';
import { eventOf, type Field, numberIn } from './messages';

/** systemd.journal-fields(7), and those that systemd's messages bring along. No others are asked for. */
export const FIELDS: readonly string[] = [
  'MESSAGE',
  'MESSAGE_ID',
  '_PID',
  '_BOOT_ID',
  '_SOURCE_REALTIME_TIMESTAMP',
  '_SYSTEMD_USER_UNIT',
  '_SYSTEMD_CGROUP',
  '_TRANSPORT',
  '_SYSTEMD_INVOCATION_ID',
  'USER_INVOCATION_ID',
  'INVOCATION_ID',
  'JOB_TYPE',
  'COMMAND',
  'EXIT_CODE',
  'EXIT_STATUS',
  'UNIT_RESULT',
  'N_RESTARTS',
];

/**
 * Text; the bytes of what is no UTF-8 or has unprintable characters; null for what is too large; a list of these where a
 * field comes more than once (https://systemd.io/JOURNAL_EXPORT_FORMATS, "Journal JSON Format").
 */
const one = z.union([z.string(), z.array(z.number()), z.null()]);
const entrySchema = z.record(z.string(), z.union([one, z.array(one)]));

const MESSAGE_MAX_CHARACTERS = 4000;

/**
 * One line of `journalctl --output=json` about a unit; null for what is none. A line of one of its main processes counts
 * without the unit's name too, where journald took it when the process was gone.
 */
export function parseEntry(unit: string, line: string, mainPids: readonly number[]): JournalEntry | null {
  const entry = entrySchema.safeParse(jsonIn(line));
  if (!entry.success) return null;
  const field: Field = (name) => firstText(entry.data[name]);
  // systemd's own messages are of systemd's unit (init.scope), and name this one in USER_UNIT.
  const owner = field('_SYSTEMD_USER_UNIT') || field('_SYSTEMD_CGROUP');
  const pid = numberIn(field('_PID'));
  const isPrinted = field('_TRANSPORT') === 'stdout';
  const isOrphan = isPrinted && owner === '' && pid !== null && mainPids.includes(pid);
  const from = owner === unit || isOrphan ? 'process' : 'systemd';
  // systemd does not print. Another process had the number.
  if (from === 'systemd' && isPrinted) return null;
  const microseconds = numberIn(field('_SOURCE_REALTIME_TIMESTAMP')) ?? numberIn(field('__REALTIME_TIMESTAMP'));
  if (microseconds === null) return null;
  const given = field('USER_INVOCATION_ID') || field('INVOCATION_ID');
  const own = field('_SYSTEMD_INVOCATION_ID');
  return {
    at: microseconds / 1000,
    message: field('MESSAGE').slice(0, MESSAGE_MAX_CHARACTERS),
    // That of systemd's own unit is not what its messages are about.
    invocationId: from === 'process' ? own || given : given,
    from,
    pid,
    bootId: field('_BOOT_ID'),
    event: from === 'process' ? null : eventOf(field),
  };
}

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function firstText(value: z.infer<typeof entrySchema>[string] | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  const bytes = value.filter((byte) => typeof byte === 'number');
  // Not fatal: a wrong byte becomes U+FFFD.
  if (bytes.length === value.length) return new TextDecoder('utf-8').decode(Uint8Array.from(bytes));
  return firstText(value.find((each) => each !== null && typeof each !== 'number'));
}
