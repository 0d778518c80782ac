import { describe, expect, it } from 'vitest';
import type { AppState } from '../../../main/core/state';
import { trayView } from '../../../main/core/tray-view';
import type { UpdateFinding } from '../../../main/core/update-findings';
import { appState, gateway, NOW, unitFacts } from '../../fixtures/build';
import { keysOf, menuOf } from '../../fixtures/read-menu';
import { CHECKOUT, FAILURE, installation, NEW_CODE, updateRun } from '../../fixtures/updates';

const CODER = 'hermes-gateway-coder.service';
const HERE = { [CHECKOUT]: installation() };

function menu(change: Partial<AppState>, gateways = [gateway()]): string[] {
  return menuOf(appState(gateways, { installations: HERE, ...change }));
}

describe('the menu’s update', () => {
  it('is offered where there is one, between separators', () => {
    const lines = menu({});
    const at = lines.indexOf('Update and restart (0.22.5 → 0.23.3)');
    expect([lines[at - 1], lines[at + 1]]).toEqual(['---', '---']);
    const item = trayView(appState([gateway()], { installations: HERE }), NOW).menu.find(({ label }) =>
      label.startsWith('Update'),
    );
    expect(item?.command).toEqual({ kind: 'update', unit: 'hermes-gateway.service' });
  });

  it('is not there where there is none, nor its separator', () => {
    const available = { commit: null, version: '0.22.5', behind: 0, commits: [], checkedAt: NOW };
    for (const one of [installation({ available }), installation({ method: 'pip' })]) {
      const lines = menu({ installations: { [CHECKOUT]: one } });
      expect(lines.join('\n')).not.toContain('Update');
      expect(lines).toEqual(menu({ installations: {} }));
    }
  });

  it('names the gateways where there are two Hermes', () => {
    const other = installation({ checkout: '/opt/hermes', units: [CODER] });
    const gateways = [gateway(), gateway({ facts: unitFacts({ unit: CODER }) })];
    const lines = menu({ installations: { ...HERE, '/opt/hermes': other } }, gateways);
    expect(lines.filter((line) => line.startsWith('Update'))).toEqual([
      'Update and restart (0.22.5 → 0.23.3) · default',
      'Update and restart (0.22.5 → 0.23.3) · coder',
    ]);
  });

  it('shows how far one is in the gateway’s own lines, and offers no second', () => {
    const lines = menu({ update: updateRun() });
    expect(lines[0]).toMatch(/^\[◐ Updating {2}▰+▱+ {2}\d+ %\]$/);
    expect(lines[1]).toBe('[Installing the Python packages]');
    expect(lines.filter((line) => /▰/.test(line))).toHaveLength(1);
    expect(lines.join('\n')).not.toContain('Update and restart');
    expect(lines).not.toContain('Cancel the update');
  });

  it('shows it in a line of its own where no gateway’s does', () => {
    const phase = { kind: 'pre-flight', since: NOW, findings: null } as const;
    const lines = menu({ update: updateRun({ phase, snapshot: null, output: null }) });
    expect(lines[0]).toBe('[● Running · healthy]');
    expect(lines.find((line) => line.startsWith('[Updating Hermes to 0.23.3  '))).toMatch(/\d+ %\]$/);
    expect(lines).toContain('[Looking whether anything is in the way]');
    expect(lines).toContain('Cancel the update');
    const several = menu({ update: updateRun() }, [gateway(), gateway({ facts: unitFacts({ unit: CODER }) })]);
    expect(several.find((line) => line.startsWith('◐ default · Updating'))).toMatch(/%$/);
    expect(several).toContain('[Installing the Python packages]');
  });

  it('offers not to wait for agents, with what that costs', () => {
    const update = updateRun({ phase: { kind: 'draining', since: NOW, agentsNow: 2 }, output: null });
    expect(menu({ update })).toEqual(
      expect.arrayContaining([
        'Don’t wait (interrupts 2 agents)',
        'Cancel the update',
        '[Waiting for 2 agents to finish]',
      ]),
    );
  });

  it('leads to the window where it waits for an answer, and asks the person to look', () => {
    const update = updateRun({ output: { step: 'python', lastLine: 'Restore? [y/N]', question: 'Restore? [y/N]' } });
    const view = trayView(appState([gateway()], { installations: HERE, update }), NOW);
    const answer = view.menu.find(({ key }) => key === 'update/answer');
    expect(answer).toMatchObject({ visible: true, enabled: true, command: { kind: 'show-window' } });
    expect(view.needsAttention).toBe(true);
    expect(trayView(appState([gateway()], { update: updateRun() }), NOW).needsAttention).toBe(false);
  });

  it('says what was found before it, with the choices that there are', () => {
    const little = { kind: 'little-space', isBlocking: false, count: null, detail: '412 MB' } as const;
    const other = { kind: 'other-update', isBlocking: true, count: null, detail: 'PID 4711' } as const;
    const found = (findings: readonly UpdateFinding[]) =>
      menu({
        update: updateRun({ phase: { kind: 'pre-flight', since: NOW, findings }, snapshot: null, output: null }),
      });
    const choices = ['Go on', 'Answer what the update waits for…', 'Cancel the update'];
    expect(found([little])).toEqual(expect.arrayContaining(choices));
    expect(found([little]).join(' ')).toContain('Only 412 MB are free on the drive of the code');
    expect(found([little, other])).not.toContain('Go on');
    expect(found([little, other])).toContain('[Another update is under way. PID 4711]');
  });

  it('cuts what Hermes asks to a line', () => {
    const question = `${'Really '.repeat(40)}?`;
    const lines = menu({ update: updateRun({ output: { step: 'python', lastLine: question, question } }) });
    expect(lines[1]).toMatch(/^\[Hermes asks: Really .*…\]$/);
    expect(lines[1]?.length).toBeLessThanOrEqual(74);
  });

  it('says what failed, and offers the way back, until somebody has changed the code', () => {
    const phase = { kind: 'failed', at: NOW, failure: FAILURE, canRollBack: true } as const;
    const update = updateRun({ phase, codeAfter: NEW_CODE });
    const installations = { [CHECKOUT]: installation({ code: NEW_CODE, available: null }) };
    const lines = menu({ update, installations });
    expect(lines).toEqual(expect.arrayContaining(['[✕ The update failed]', 'Roll back', 'Show the update']));
    expect(lines.join(' ')).toContain('hermes update ended with exit code 1: no matching distribution');
    const since = { [CHECKOUT]: installation({ code: { ...NEW_CODE, commit: 'f'.repeat(40) } }) };
    expect(menu({ update, installations: since }).join('\n')).not.toContain('failed');
  });

  it('keeps its items, whatever an update does', () => {
    const phases = [
      { kind: 'pre-flight', since: NOW, findings: [] },
      { kind: 'draining', since: NOW, agentsNow: 2 },
      { kind: 'updating', since: NOW, isAsked: true },
      { kind: 'done', at: NOW, wasCurrent: false },
      { kind: 'failed', at: NOW, failure: FAILURE, canRollBack: true },
    ] as const;
    const keys = [null, ...phases.map((phase) => updateRun({ phase }))].map((update) =>
      keysOf(trayView(appState([gateway()], { installations: HERE, update }), NOW).menu).join('\n'),
    );
    expect(new Set(keys).size).toBe(1);
  });
});
