import { type Command, canRun } from './commands';
import { letsFinish, wouldCut } from './confirmation';
import { t } from './i18n';
import { atWorkText, cutText } from './interruption-text';
import type { RestartMode } from './restart-run';
import type { AppState, Confirmation, Gateway } from './state';
import { gatewayDisplayName } from './unit-name';

export interface Question {
  readonly title: string;
  readonly body: string;
  /** What asks for it again, with the person's yes. */
  readonly action: Choice;
  /** What cuts nothing; null where there is nothing like that. */
  readonly alternative: Choice | null;
  /** Whether it would still cut something: agents finish while a person thinks. */
  readonly isDangerous: boolean;
}

export interface Choice {
  readonly label: string;
  readonly command: Command;
}

const ACTIONS = { stop: 'button.stop', restart: 'button.restart', restartNow: 'button.restartNow' } as const;

/** What a person is asked before work is cut, by the agents that are at work now, not at the click. */
export function questionOf(state: AppState, { command, agents }: Confirmation, now: number): Question {
  const gateway = state.gateways[command.unit];
  const cut = gateway === undefined ? null : wouldCut(gateway, command, now);
  const many = Object.keys(state.gateways).length > 1;
  const kind = command.kind === 'stop' ? 'stop' : command.mode === 'now' ? 'restartNow' : 'restart';
  return {
    title: many ? t(`question.${kind}.named`, { name: gatewayDisplayName(command.unit) }) : t(`question.${kind}`),
    body:
      gateway === undefined || cut === null
        ? nothingCutText(gateway, { command, agents }, now)
        : `${atWorkText(gateway, cut)} ${cutText(gateway, command, cut)}`,
    action: { label: t(ACTIONS[kind]), command: { ...command, isConfirmed: true } },
    alternative: cut === null ? null : gentlerRestart(state, { command }, now),
    isDangerous: cut !== null,
  };
}

/** Of one that would cut nothing: not now, or not when it was asked for (0 agents, by a person who is always asked). */
function nothingCutText(
  gateway: Gateway | undefined,
  { command, agents }: Pick<Confirmation, 'command' | 'agents'>,
  now: number,
): string {
  if (gateway !== undefined && letsFinish(gateway, command, now)) return t('question.letsFinish');
  return agents === 0 ? t('question.idle') : t('question.nobody');
}

/** The restart that waits for them, or else one that gives them time. Of a stop there is no gentle kind. */
function gentlerRestart(state: AppState, { command }: Pick<Confirmation, 'command'>, now: number): Choice | null {
  const gateway = state.gateways[command.unit];
  if (command.kind === 'stop' || gateway === undefined) return null;
  for (const mode of ['when-idle', 'graceful'] as const satisfies readonly RestartMode[]) {
    const gentler = { kind: 'restart', unit: command.unit, mode, isConfirmed: false } as const;
    if (canRun(state, gentler, now).ok && wouldCut(gateway, gentler, now) === null) {
      return {
        label: mode === 'when-idle' ? t('button.restartWhenIdle') : t('button.restartGracefully'),
        command: gentler,
      };
    }
  }
  return null;
}
