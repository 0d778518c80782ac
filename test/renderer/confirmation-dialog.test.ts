import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CuttingCommand } from '../../main/core/cutting-command';
import { appState, gateway, home, NOW, record, UNIT } from '../fixtures/build';
import { type RenderedPage, renderPage } from './render-page';

const STOP: CuttingCommand = { kind: 'stop', unit: UNIT, isConfirmed: false };
const RESTART: CuttingCommand = { kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: false };

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

function page(command: CuttingCommand | null, agents: number | null): RenderedPage {
  const busy = gateway({ home: home(record({ activeAgents: agents })) });
  const confirmation = command === null ? null : { command, agents: 7, askedAt: NOW };
  return renderPage(appState([busy], { confirmation }), NOW);
}

/** The dialog's part of the page. */
function dialogOf({ markup }: RenderedPage): string {
  return /<dialog.*<\/dialog>/.exec(markup)?.[0] ?? '';
}

function labels(dialog: string): string[] {
  return [...dialog.matchAll(/<button[^>]*>([^<]*)</g)].map(([, label = '']) => label);
}

describe('the question before work is cut', () => {
  it('is an alert with a title and a text of its own', () => {
    const dialog = dialogOf(page(RESTART, 2));
    const [, title = ''] = /aria-labelledby="([^"]+)"/.exec(dialog) ?? [];
    const [, body = ''] = /aria-describedby="([^"]+)"/.exec(dialog) ?? [];
    expect(dialog).toContain('role="alertdialog"');
    expect(dialog).toContain(`id="${title}">Restart the gateway now?<`);
    expect(dialog).toContain(`id="${body}">2 agents are at work. Restarting now interrupts them.<`);
  });

  it('begins with the safe answer, which has the focus by that, and ends with the better way', () => {
    expect(labels(dialogOf(page(RESTART, 2)))).toEqual(['Cancel', 'Restart now', 'Restart when idle']);
    expect(labels(dialogOf(page(STOP, 2)))).toEqual(['Cancel', 'Stop']);
  });

  it('follows the number of agents while it stands', () => {
    expect(dialogOf(page(STOP, 3))).toContain('3 agents are at work.');
    const done = dialogOf(page(STOP, 0));
    expect(done).toContain('No agent is at work any more.');
    expect(done).not.toContain('button-danger');
  });

  it('is there only while it is asked', () => {
    expect(dialogOf(page(null, 2))).toBe('');
  });
});
