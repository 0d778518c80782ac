import { readFileSync } from 'node:fs';

/** Of the present boot, as the journal writes it (`_BOOT_ID`): 32 hex digits; '' where the kernel does not say. */
export function readBootId(path = '/proc/sys/kernel/random/boot_id'): string {
  try {
    const id = readFileSync(path, 'utf8').trim().replaceAll('-', '');
    return /^[0-9a-f]{32}$/.test(id) ? id : '';
  } catch {
    return '';
  }
}
