import { describe, expect, it } from 'vitest';
import { type Command, canRun } from '../../../main/core/commands';
import type { UpdateRun } from '../../../main/core/update-run';
import { appState, gateway, NOW, UNIT } from '../../fixtures/build';
import { CHECKOUT, installation, updateRun } from '../../fixtures/updates';

const MINUTE = 60_000;
const CODER = 'hermes-gateway-coder.service';

function may(command: Command, update: UpdateRun | null, change: Parameters<typeof installation>[0] = {}): boolean {
  const state = appState([gateway()], { installations: { [CHECKOUT]: installation(change) }, update });
  return canRun(state, command, NOW).ok;
}

const RESTART: Command = { kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: false };
const STOP: Command = { kind: 'stop', unit: UNIT, isConfirmed: false };
const CANCEL: Command = { kind: 'cancel-update' };
const UPDATE: Command = { kind: 'update', unit: UNIT };

describe('while an update is under way', () => {
  it('starts and restarts none of its gateways as long as the code changes, and stops any', () => {
    expect(may(RESTART, updateRun())).toBe(false);
    expect(may(STOP, updateRun())).toBe(true);
    const phase = { kind: 'verifying', since: NOW, missing: [], deadline: NOW + MINUTE } as const;
    expect(may(RESTART, updateRun({ phase }))).toBe(true);
    expect(may(RESTART, updateRun({ unit: CODER }), { units: [CODER] })).toBe(true);
  });

  it('begins no other', () => {
    expect(may(UPDATE, null)).toBe(true);
    expect(may(UPDATE, updateRun())).toBe(false);
    expect(may(UPDATE, updateRun({ phase: { kind: 'done', at: NOW, wasCurrent: false } }))).toBe(true);
  });

  it('is cancelled until it has begun, and again when it asks or hangs', () => {
    const asks = { step: 'finishing', lastLine: 'Now? [Y/n]', question: 'Now? [Y/n]' } as const;
    const begun = (minutes: number) => ({ kind: 'updating', since: NOW - minutes * MINUTE, isAsked: true }) as const;
    expect(may(CANCEL, null)).toBe(false);
    expect(may(CANCEL, updateRun({ phase: { kind: 'draining', since: NOW, agentsNow: 1 } }))).toBe(true);
    expect(may(CANCEL, updateRun({ phase: begun(1) }))).toBe(false);
    expect(may(CANCEL, updateRun({ phase: begun(1), output: asks }))).toBe(true);
    expect(may(CANCEL, updateRun({ phase: begun(16) }))).toBe(true);
  });
});

it('updates nothing that hermes update cannot', () => {
  expect(may(UPDATE, null, { method: 'pip' })).toBe(false);
  expect(may(UPDATE, null, { available: null })).toBe(false);
});
