import { useEffect, useId, useLayoutEffect, useRef } from 'react';
import type { Choice, Question } from '../../main/core/confirmation-text';
import { t } from '../../main/core/i18n';

interface ConfirmationDialogProps {
  readonly question: Question;
  readonly onChoose: (choice: Choice) => void;
  /** Cancel, Escape. */
  readonly onDismiss: () => void;
}

/** Asks before work is cut, for as long as it is there. The safe answer comes first, so it has the focus. */
export function ConfirmationDialog({ question, onChoose, onDismiss }: ConfirmationDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const { title, body, action, alternative, isDangerous } = question;

  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);

  // A dialog that is removed while it is open gives the focus back to nobody.
  const isLeaving = useRef(false);
  useLayoutEffect(() => {
    const element = dialog.current;
    isLeaving.current = false;
    return () => {
      isLeaving.current = true;
      element?.close();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      className="confirmation"
      role="alertdialog"
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}body`}
      // Chromium closes a dialog by the second Escape in a row without asking; by the first it is dismissed here, too.
      onClose={() => {
        if (!isLeaving.current) onDismiss();
      }}
    >
      <h2 id={`${id}title`}>{title}</h2>
      <p id={`${id}body`}>{body}</p>
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onDismiss}>
          {t('button.cancel')}
        </button>
        <button
          type="button"
          className={isDangerous ? 'button button-danger' : 'button button-primary'}
          onClick={() => onChoose(action)}
        >
          {action.label}
        </button>
        {alternative !== null && (
          <button type="button" className="button button-primary" onClick={() => onChoose(alternative)}>
            {alternative.label}
          </button>
        )}
      </div>
    </dialog>
  );
}
