import { describe, expect, it } from 'vitest';
import type { AvailableUpdate, Installation } from '../../../main/core/installation';
import { awayMs } from '../../../main/core/update-receipt';
import { isEnd, isUpdating, type UpdatePhase, type UpdateRun } from '../../../main/core/update-run';
import {
  availableText,
  hurryLabel,
  receiptLines,
  updateBar,
  updateCodes,
  updateEndLines,
  updateEndTitle,
  updateLabel,
  updateLine,
  updateTitle,
} from '../../../main/core/update-text';
import { appState, gateway, NOW } from '../../fixtures/build';
import { exitWith, REQUESTED } from '../../fixtures/exits';
import { FAILURE, installation, NEW_CODE, OLD_CODE, updateRun } from '../../fixtures/updates';

function available(change: Partial<AvailableUpdate>): Installation {
  const one = installation();
  return one.available === null ? one : { ...one, available: { ...one.available, ...change } };
}

describe('what there is to be had', () => {
  it.each([
    [available({}), 'Update and restart (0.22.5 → 0.23.3)', '0.23.3 (3 new commits)'],
    [available({ version: '0.22.5' }), 'Update and restart (3 commits)', '3 new commits'],
    [available({ version: null, behind: 1 }), 'Update and restart (1 commit)', '1 new commit'],
    [available({ version: null, behind: null }), 'Update and restart', 'new commits'],
    [installation({ available: null }), 'Update and restart', 'not known'],
  ])('is said on the button, and beside it', (one, label, text) => {
    expect(updateLabel(one)).toBe(label);
    expect(availableText(one)).toBe(text);
  });

  it('tells two codes of one version apart by their commits', () => {
    expect(updateCodes(updateRun({ codeAfter: NEW_CODE }))).toEqual({ from: '0.22.5', to: '0.23.3' });
    const codeAfter = { ...NEW_CODE, version: OLD_CODE.version };
    expect(updateCodes(updateRun({ codeAfter }))).toEqual({ from: '0ldaaaaa', to: 'newbbbbb' });
    expect(updateCodes(updateRun({ snapshot: null }))).toBeNull();
  });
});

describe('what an update is at', () => {
  it.each<[UpdatePhase, Partial<UpdateRun>, string]>([
    [{ kind: 'pre-flight', since: NOW, findings: null }, {}, 'Looking whether anything is in the way'],
    [{ kind: 'pre-flight', since: NOW, findings: [] }, {}, 'Waiting for your answer'],
    [{ kind: 'draining', since: NOW, agentsNow: 2 }, {}, 'Waiting for 2 agents to finish'],
    [{ kind: 'updating', since: NOW, isAsked: true }, { output: null }, 'hermes update begins'],
    [{ kind: 'updating', since: NOW, isAsked: true }, {}, 'Installing the Python packages'],
    [
      { kind: 'updating', since: NOW, isAsked: true },
      { output: { step: 'python', lastLine: 'Restore? [y/N]', question: 'Restore? [y/N]' } },
      'Hermes asks: Restore? [y/N]',
    ],
    [
      {
        kind: 'restarting',
        since: NOW,
        waitsFor: ['hermes-gateway.service', 'hermes-gateway-coder.service'],
        deadline: 0,
      },
      {},
      'Waiting for the restart of default, coder',
    ],
    [
      { kind: 'verifying', since: NOW, missing: ['default: telegram not connected'], deadline: 0 },
      {},
      'Not as it was yet: default: telegram not connected',
    ],
    [
      { kind: 'rolling-back', since: NOW, because: null, stage: 'code', isAsked: true, missing: [], deadline: null },
      {},
      'Bringing back the code from before',
    ],
  ])('is said in words: %j', (phase, change, line) => {
    const run = updateRun({ ...change, phase });
    expect(isUpdating(run) ? updateLine(run) : null).toBe(line);
  });

  it('has a bar of letters, and a title that says where it leads', () => {
    expect(updateBar(updateRun(), NOW)).toMatch(/^▰▰▱{8} {2}2\d %$/);
    expect(updateTitle(updateRun(), '0.23.3')).toBe('Updating Hermes to 0.23.3');
    expect(updateTitle(updateRun(), null)).toBe('Updating Hermes');
  });

  it.each([
    [2, 'Don’t wait (interrupts 2 agents)'],
    [0, 'Don’t wait'],
    [null, 'Don’t wait (interrupts agents at work, if any)'],
  ])('says what not to wait costs with %s agents', (agentsNow, label) => {
    const run = updateRun({ phase: { kind: 'draining', since: NOW, agentsNow } });
    expect(isUpdating(run) ? hurryLabel(run) : null).toBe(label);
  });
});

describe('how an update ended', () => {
  it.each<[UpdatePhase, string, readonly string[]]>([
    [{ kind: 'done', at: NOW, wasCurrent: false }, 'Updated to 0.23.3', []],
    [{ kind: 'done', at: NOW, wasCurrent: true }, 'Hermes is up to date', ['There was nothing to update.']],
    [{ kind: 'cancelled', at: NOW, reason: null }, 'The update was cancelled', ['Nothing was changed.']],
    [
      { kind: 'failed', at: NOW, failure: FAILURE, canRollBack: true },
      'The update failed',
      [FAILURE.reason, FAILURE.hint],
    ],
    [
      { kind: 'rolled-back', at: NOW, because: FAILURE },
      'Back to 0.22.5',
      [`The update was taken back: ${FAILURE.reason}.`],
    ],
    [{ kind: 'rollback-failed', at: NOW, failure: FAILURE }, 'The way back failed', [FAILURE.reason, FAILURE.hint]],
  ])('is said with its reason and what to do: %j', (phase, title, lines) => {
    const run = updateRun({ phase, codeAfter: NEW_CODE });
    if (!isEnd(phase)) throw new Error('no end');
    expect([updateEndTitle(run, phase), updateEndLines(phase)]).toEqual([title, lines]);
  });

  it('is told with what it cost and what is back', () => {
    const run = updateRun({ phase: { kind: 'done', at: NOW, wasCurrent: false }, backAt: NOW });
    const exits = [exitWith({ ...REQUESTED, endedAt: NOW - 41_000 })];
    expect(receiptLines(appState([gateway({ exits })]), run)).toEqual([
      'The gateway was away for 41 s.',
      'Connected again: telegram, discord.',
    ]);
  });

  it('counts no exit that came after it', () => {
    const run = updateRun({ phase: { kind: 'done', at: NOW, wasCurrent: false }, backAt: NOW });
    const later = exitWith({ endedAt: NOW + 3_600_000 });
    expect(awayMs(run, [gateway({ exits: [later] })])).toBeNull();
    expect(awayMs(run, [gateway({ exits: [later, exitWith({ endedAt: NOW - 30_000 })] })])).toBe(30_000);
  });
});
