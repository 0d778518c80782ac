import { describe, expect, it } from 'vitest';
import { failure, success } from '../../main/core/result';
import { problemOf } from '../../renderer/use-command';
import { UNIT } from '../fixtures/build';

const STOP = { kind: 'stop', unit: UNIT, isConfirmed: true } as const;

describe('what is to be said of a command that has ended', () => {
  it('is nothing where it did what it should', async () => {
    expect(await problemOf(STOP, async () => success(null))).toBeNull();
  });

  it('is why it was refused, and what was thrown', async () => {
    expect(await problemOf(STOP, async () => failure('refused', 'not now'))).toBe('not now');
    expect(await problemOf(STOP, () => Promise.reject(new Error('gone')))).toBe('gone');
  });

  it('is nothing where the state has what systemd answered', async () => {
    expect(await problemOf(STOP, async () => failure('unknown', 'no such unit'))).toBeNull();
  });
});
