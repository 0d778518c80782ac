import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBootId } from '../../../../main/adapters/boot/boot-id';

describe('the id of the present boot', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boot-id-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the kernel’s, as the journal writes it', () => {
    const path = join(folder, 'boot_id');
    writeFileSync(path, '3f5a0c1e-98a1-4f57-8d15-0123456789ab\n');
    expect(readBootId(path)).toBe('3f5a0c1e98a14f578d150123456789ab');
  });

  it('is there on this machine, and the same each time', () => {
    expect(readBootId()).toMatch(/^[0-9a-f]{32}$/);
    expect(readBootId()).toBe(readBootId());
  });

  it('is not known where there is none, or something else', () => {
    expect(readBootId(join(folder, 'absent'))).toBe('');
    writeFileSync(join(folder, 'other'), 'hello');
    expect(readBootId(join(folder, 'other'))).toBe('');
  });
});
