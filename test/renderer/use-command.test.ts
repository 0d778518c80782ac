import { describe, expect, it } from 'vitest';
import type { Command } from '../../main/core/commands';
import { failure, success } from '../../main/core/result';
import { problemOf } from '../../renderer/use-command';
import { UNIT } from '../fixtures/build';

const STOP: Command = { kind: 'stop', unit: UNIT, isConfirmed: true };
const SET: Command = { kind: 'set-setting', name: 'doNotDisturb', value: true };
const REVEAL: Command = { kind: 'reveal-log', unit: UNIT, source: 'agent' };

describe('what is to be said of a command that has ended', () => {
  it('is nothing where it did what it should', () => {
    expect(problemOf(STOP, success(null))).toBeNull();
  });

  it.each([STOP, SET, REVEAL])('is why it was refused, and what went wrong in us (%o)', (command) => {
    expect(problemOf(command, failure('refused', 'not now'))).toBe('not now');
    expect(problemOf(command, failure('internal', 'gone'))).toBe('gone');
  });

  it('is why it failed', () => {
    expect(problemOf(REVEAL, failure('timeout', 'the file manager does not answer'))).toBe(
      'the file manager does not answer',
    );
  });

  it.each([STOP, SET])('is nothing where the state has it (%o)', (command) => {
    expect(problemOf(command, failure('unknown', 'no such unit'))).toBeNull();
  });
});
