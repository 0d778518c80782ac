import { useEffect, useRef } from 'react';
import { canRun } from '../../main/core/commands';
import { confirmationText } from '../../main/core/confirmation-text';
import type { WindowApi } from '../../main/core/ipc-contract';
import type { AppState } from '../../main/core/state';

interface ConfirmationDialogProps {
  readonly state: AppState;
  readonly now: number;
  readonly runCommand: WindowApi['runCommand'];
}

/** Asks before work is cut. Open while the state says so; the safe answer has the focus, and is Escape's. */
export function ConfirmationDialog({ state, now, runCommand }: ConfirmationDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { confirmation } = state;
  const isAsked = confirmation !== null;

  useEffect(() => {
    if (isAsked && dialog.current?.open === false) dialog.current.showModal();
  }, [isAsked]);

  if (confirmation === null) return null;
  const { command } = confirmation;
  const text = confirmationText(state, confirmation);
  const whenIdle = { kind: 'restart', unit: command.unit, mode: 'when-idle', isConfirmed: false } as const;
  const send = (chosen: Parameters<typeof runCommand>[0]) => void runCommand(chosen);
  return (
    <dialog
      ref={dialog}
      className="confirmation"
      role="alertdialog"
      aria-labelledby="confirmation-title"
      aria-describedby="confirmation-text"
      onCancel={(event) => {
        event.preventDefault();
        send({ kind: 'dismiss-confirmation' });
      }}
    >
      <h2 id="confirmation-title">{text.title}</h2>
      <p id="confirmation-text">{text.body}</p>
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={() => send({ kind: 'dismiss-confirmation' })}>
          Cancel
        </button>
        {command.kind === 'restart' && command.mode !== 'when-idle' && canRun(state, whenIdle, now).ok && (
          <button type="button" className="button" onClick={() => send(whenIdle)}>
            Restart when idle
          </button>
        )}
        <button type="button" className="button button-danger" onClick={() => send({ ...command, isConfirmed: true })}>
          {text.action}
        </button>
      </div>
    </dialog>
  );
}
