import { useLayoutEffect, useRef } from 'react';
import { type Command, canRun } from '../../main/core/commands';
import type { GatewayStatus } from '../../main/core/gateway-status';
import { t } from '../../main/core/i18n';
import { workText } from '../../main/core/interruption-text';
import { isUnderWay, type RestartMode } from '../../main/core/restart-run';
import { restartModeLabel } from '../../main/core/restart-text';
import type { AppState, Gateway } from '../../main/core/state';
import { startLabel } from '../../main/core/status-text';
import { CommandButton } from '../components/command-button';
import type { CommandRunner } from '../use-command';

interface GatewayActionsProps {
  readonly state: AppState;
  readonly gateway: Gateway;
  readonly status: GatewayStatus;
  readonly now: number;
  readonly runner: CommandRunner;
}

interface Action {
  readonly label: string;
  /** Where the label is only half of it. */
  readonly name?: string;
  readonly command: Command;
}

export function GatewayActions({ state, gateway, status, now, runner }: GatewayActionsProps) {
  const { unit, operation } = gateway;
  const restarts = isUnderWay(gateway.restart);
  const focus = useFocusOfSuccessor(restarts);
  const start: Action = {
    label: operation?.kind === 'start' ? t('button.start.busy') : startLabel(status),
    command: { kind: 'start', unit },
  };
  const stop: Action = {
    label: operation?.kind === 'stop' ? t('button.stop.busy') : t('button.stop'),
    command: { kind: 'stop', unit, isConfirmed: false },
  };
  const viewLog: Action = { label: t('button.viewLog'), command: { kind: 'view-log', unit } };
  const buttons = (actions: readonly Action[]) =>
    actions.map(({ label, name, command }) => {
      const permission = canRun(state, command, now);
      return (
        <CommandButton
          // Not its label: it keeps the focus as Stop becomes Stopping….
          key={command.kind === 'restart' ? `restart ${command.mode}` : command.kind}
          label={label}
          {...(name === undefined ? {} : { name })}
          permission={permission}
          // What a person came for: to start what is down. A gateway that is up needs nothing.
          isPrimary={command.kind === 'start' && permission.ok}
          onPress={() => void runner.run(command)}
        />
      );
    });
  const cost = restarts ? null : workText(gateway, now);
  return (
    <div className="actions">
      <div className="buttons" {...focus}>
        {restarts ? (
          buttons([{ label: t('button.cancelRestart'), command: { kind: 'cancel-restart', unit } }, hurry(unit)])
        ) : (
          <>
            {buttons([start])}
            <fieldset className="button-group">
              <legend className="visually-hidden">{t('button.restart')}</legend>
              {buttons(restartActions(unit))}
            </fieldset>
          </>
        )}
        {buttons([stop, viewLog])}
      </div>
      {cost !== null && <p className="fine-print">{cost}</p>}
    </div>
  );
}

/** Hands the focus of a button that goes as a restart begins or ends on to what stands in its place. */
function useFocusOfSuccessor(restarts: boolean) {
  const ref = useRef<HTMLDivElement>(null);
  const focused = useRef<Element | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each change of the buttons
  useLayoutEffect(() => {
    if (focused.current === null || focused.current.isConnected) return;
    focused.current = null;
    const successor = ref.current?.querySelector('.button-group .button') ?? ref.current?.querySelector('.button');
    if (successor instanceof HTMLElement) successor.focus();
  }, [restarts]);
  return {
    ref,
    onFocus: ({ target }: { readonly target: Element }) => {
      focused.current = target;
    },
    onBlur: () => {
      focused.current = null;
    },
  };
}

function restart(unit: string, mode: RestartMode): Command {
  return { kind: 'restart', unit, mode, isConfirmed: false };
}

function hurry(unit: string): Action {
  return { label: t('button.restartNow'), command: restart(unit, 'now') };
}

/** One button in three parts: the restart most people want, and the two for when it is not. */
function restartActions(unit: string): readonly Action[] {
  return [
    { label: t('button.restart'), command: restart(unit, 'graceful') },
    { label: t('button.whenIdle'), name: t('button.restartWhenIdle'), command: restart(unit, 'when-idle') },
    { label: restartModeLabel('now'), name: t('button.restartNow'), command: restart(unit, 'now') },
  ];
}
