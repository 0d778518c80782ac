import { describe, expect, it } from 'vitest';
import { wouldCut } from '../../../main/core/confirmation';
import type { CuttingCommand } from '../../../main/core/cutting-command';
import type { Gateway } from '../../../main/core/state';
import { home, NOW, UNIT, unitFacts } from '../../fixtures/build';
import { createPlay, gatewayOf } from '../../fixtures/restart-play';

const STOP: CuttingCommand = { kind: 'stop', unit: UNIT, isConfirmed: false };
const restart = (mode: 'graceful' | 'when-idle' | 'now'): CuttingCommand => ({
  kind: 'restart',
  unit: UNIT,
  mode,
  isConfirmed: false,
});

const ONE_SECOND = { config: { restartDrainTimeoutMs: 1000, restartAfterTurnTimeoutMs: 0 } };

describe('wouldCut', () => {
  it.each<[string, Gateway, CuttingCommand, { agents: number | null } | null]>([
    ['a stop of a busy gateway', gatewayOf('0.21', { activeAgents: 2 }), STOP, { agents: 2 }],
    ['a stop of an idle one', gatewayOf('0.21'), STOP, null],
    ['a stop of a 0.11, which does not count', gatewayOf('0.11'), STOP, { agents: null }],
    ['a restart now of a busy one', gatewayOf('0.19', { activeAgents: 1 }), restart('now'), { agents: 1 }],
    ['a graceful restart that waits for turns', gatewayOf('0.21', { activeAgents: 1 }), restart('graceful'), null],
    ['a graceful restart with no drain', gatewayOf('0.19', { activeAgents: 1 }), restart('graceful'), { agents: 1 }],
    ['a graceful restart of a 0.11', gatewayOf('0.11'), restart('graceful'), null],
    [
      'a graceful restart with a drain of 1 s',
      gatewayOf('0.19', { activeAgents: 3 }, {}, ONE_SECOND),
      restart('graceful'),
      { agents: 3 },
    ],
    [
      'the same of a 0.11, which does not count',
      gatewayOf('0.11', {}, {}, ONE_SECOND),
      restart('graceful'),
      { agents: null },
    ],
    ['the same where none is at work', gatewayOf('0.19', {}, {}, ONE_SECOND), restart('graceful'), null],
    ['a wait', gatewayOf('0.19', { activeAgents: 1 }), restart('when-idle'), null],
    ['a start that is under way', gatewayOf('0.21', { gatewayState: 'starting' }), STOP, null],
    ['one that is down', { ...gatewayOf('0.21'), facts: unitFacts({ mainPid: 0, activeState: 'failed' }) }, STOP, null],
    [
      'one whose files cannot be read',
      { ...gatewayOf('0.21'), home: home(null, { problem: 'the folder may not be entered' }) },
      STOP,
      { agents: null },
    ],
  ])('for %s', (_what, gateway, command, cut) => {
    expect(wouldCut(gateway, command, NOW)).toEqual(cut);
  });

  it('asks before a drain is cut short, and not once the old process is gone', () => {
    const play = createPlay(gatewayOf('0.21', { activeAgents: 1 }), 'graceful');
    const now = () => wouldCut({ ...play.gateway, restart: play.run }, restart('now'), play.now);
    expect(now()).toEqual({ agents: 1 });
    expect(wouldCut({ ...play.gateway, restart: play.run }, restart('graceful'), play.now)).toBeNull();
    play.exits(75, { activeState: 'activating', subState: 'auto-restart' });
    expect(now()).toBeNull();
  });
});
