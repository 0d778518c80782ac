import { describe, expect, it } from 'vitest';
import { questionOf } from '../../../main/core/confirmation-text';
import type { CuttingCommand } from '../../../main/core/cutting-command';
import { workText } from '../../../main/core/interruption-text';
import type { Gateway } from '../../../main/core/state';
import { appState, gateway, home, NOW, POLICY, record, UNIT, unitFacts } from '../../fixtures/build';

const RESTART_NOW: CuttingCommand = { kind: 'restart', unit: UNIT, mode: 'now', isConfirmed: false };
const STOP: CuttingCommand = { kind: 'stop', unit: UNIT, isConfirmed: false };
const CODER = 'hermes-gateway-coder.service';

function busy(agents: number | null, drain = '0'): Gateway {
  const policy = { ...POLICY, environment: [`HERMES_RESTART_DRAIN_TIMEOUT=${drain}`] };
  return gateway({ home: home(record({ activeAgents: agents })), facts: unitFacts({ policy }) });
}

function question(of: Gateway, command: CuttingCommand) {
  return questionOf(appState([of]), { command, agents: 7, askedAt: NOW }, NOW);
}

describe('questionOf', () => {
  it('counts the agents that are at work now, not at the click', () => {
    expect(question(busy(2), RESTART_NOW)).toEqual({
      title: 'Restart the gateway now?',
      body: '2 agents are at work. Restarting now interrupts them.',
      action: { label: 'Restart now', command: { ...RESTART_NOW, isConfirmed: true } },
      alternative: { label: 'Restart when idle', command: { ...RESTART_NOW, mode: 'when-idle' } },
      isDangerous: true,
    });
    expect(question(busy(1), STOP).body).toBe('1 agent is at work. Stopping interrupts it.');
  });

  it('says how long they are given first', () => {
    expect(question(busy(2, '60'), STOP).body).toBe(
      '2 agents are at work. Stopping gives them 60 s at most, then interrupts them.',
    );
  });

  it('says so of a graceful restart that gives them next to none', () => {
    expect(question(busy(3, '1'), { ...RESTART_NOW, mode: 'graceful' })).toMatchObject({
      title: 'Restart the gateway?',
      body: '3 agents are at work. Restarting gives them 1 s at most, then interrupts them.',
      action: { label: 'Restart' },
      alternative: { label: 'Restart when idle' },
      isDangerous: true,
    });
  });

  it('says whose agents are not told', () => {
    const { body, alternative } = question(busy(null), RESTART_NOW);
    expect(body).toMatch(/^Hermes 0\.\d+.* does not tell how many agents are at work\. Restarting now .*any that are/);
    expect(alternative?.label).not.toBe('Restart when idle');
  });

  it('says what becomes of the agents where it cuts nothing, to who is always asked', () => {
    const asked = (of: Gateway, command: CuttingCommand) =>
      questionOf(appState([of]), { command, agents: 0, askedAt: NOW }, NOW);
    expect(asked(busy(0), STOP)).toMatchObject({ body: 'No agent is at work.', isDangerous: false, alternative: null });
    expect(asked(busy(2), { ...RESTART_NOW, mode: 'when-idle' })).toMatchObject({
      body: 'Nothing is cut: the agents at work are given time to finish.',
      isDangerous: false,
    });
  });

  it('offers no other way to stop', () => {
    expect(question(busy(2), STOP)).toMatchObject({
      title: 'Stop the gateway?',
      action: { label: 'Stop' },
      alternative: null,
    });
  });

  it('is no warning any more once the agents are done', () => {
    expect(question(busy(0), RESTART_NOW)).toMatchObject({
      body: 'No agent is at work any more.',
      alternative: null,
      isDangerous: false,
    });
  });

  it('names the gateway where there are several, and outlives it', () => {
    const coder = gateway({ facts: unitFacts({ unit: CODER }) });
    const state = appState([busy(2), coder]);
    expect(questionOf(state, { command: RESTART_NOW, agents: 2, askedAt: NOW }, NOW).title).toBe(
      'Restart the gateway default now?',
    );
    expect(questionOf(appState([coder]), { command: STOP, agents: 2, askedAt: NOW }, NOW).body).toBe(
      'No agent is at work any more.',
    );
  });
});

describe('workText', () => {
  it.each([
    [busy(0), null],
    [busy(2), '2 agents are at work. “Restart”, “Now” and “Stop” interrupt them.'],
    [busy(1, '60'), '1 agent is at work. “Restart”, “Now” and “Stop” give it 60 s at most.'],
    [{ ...busy(2), silentSince: NOW }, null],
  ])('says what each way costs (%#)', (of, text) => {
    expect(workText(of, NOW)).toBe(text);
  });

  it('tells the gentle way from the others where they differ', () => {
    const later = gateway({ home: home(record({ activeAgents: 2, codeVersion: '0.21.3' })) });
    expect(workText(later, NOW)).toBe(
      '2 agents are at work. “Restart” gives them 30 min at most, “Now” and “Stop” interrupt them.',
    );
  });
});
