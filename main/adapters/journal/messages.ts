import type { JournalEvent } from '../../core/journal-entry';

/** The first value of a field as text; '' where there is none. */
export type Field = (name: string) => string;

/**
 * What one of systemd's messages is about (sd-messages.h, and the fields that systemd 252 sends with them); null for any
 * that this program does not know.
 */
export function eventOf(field: Field): JournalEvent | null {
  switch (field('MESSAGE_ID')) {
    case '7d4958e842da4a758f6c1cdc7b36dcc5':
      return { kind: 'unit-starting' };
    case '39f53479d3a045ac8e11786248231fbf':
      return { kind: 'unit-started' };
    case 'de5b426a63be47a7b6ac3eaac82e2f6f':
      return { kind: 'unit-stopping' };
    case '9d1aaa27d60140bd96365438aad20286':
      return { kind: 'unit-stopped', job: field('JOB_TYPE') };
    case 'be02cf6855d2428ba40df7e9d022f03d':
      return { kind: 'start-failed' };
    case '98e322203f7a4ed290d09fe03c09fe15':
      return exitOf(field);
    case 'd9b373ed55a64feb8242e02dbe79a49c':
      return { kind: 'unit-failed', result: field('UNIT_RESULT') };
    case '7ad2d189f7e94e70a38c781354912448':
      return { kind: 'unit-succeeded' };
    case '5eb03494b6584870a536b337290809b3':
      return { kind: 'restart-scheduled', restarts: numberIn(field('N_RESTARTS')) };
    case 'fe6faa94e7774663a0da52717891d8ef': // the kernel
    case 'd989611b15e44c9dbf31e3c81256e4ed': // systemd-oomd
      return { kind: 'out-of-memory' };
    default:
      return null;
  }
}

/** waitid(2)'s CLD_… by the names that systemd gives them. */
const CODES: Readonly<Record<string, number>> = { exited: 1, killed: 2, dumped: 3 };

/** Of the main process: those of ExecStop= and the like end, and fail, without a meaning for the run. */
function exitOf(field: Field): JournalEvent | null {
  const code = CODES[field('EXIT_CODE')];
  const status = numberIn(field('EXIT_STATUS'));
  if (field('COMMAND') !== 'ExecStart' || code === undefined || status === null) return null;
  return { kind: 'process-exited', code, status };
}

export function numberIn(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null;
}
