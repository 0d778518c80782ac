import { type FormEvent, type KeyboardEvent, useId, useState } from 'react';
import { t } from '../../main/core/i18n';
import { parseMoment } from '../../main/core/parse-moment';

interface JumpFormProps {
  readonly near: () => number;
  readonly onJump: (at: number) => void;
  readonly onEdge: (edge: 'oldest' | 'newest') => void;
  readonly onClose: () => void;
}

/** A text, because a moment is often at hand as one: out of a notification, a mail, another log. */
export function JumpForm({ near, onJump, onEdge, onClose }: JumpFormProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);

  function submitted(event: FormEvent): void {
    event.preventDefault();
    const at = parseMoment(text, near());
    if (at === null) setWrong(true);
    else onJump(at);
  }

  function keyPressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onClose();
  }

  return (
    <form className="log-jump" aria-label={t('logs.jump.title')} onSubmit={submitted} onKeyDown={keyPressed}>
      <input
        className="field log-jump-field"
        value={text}
        // biome-ignore lint/a11y/noAutofocus: it was opened to type here
        autoFocus
        autoComplete="off"
        spellCheck="false"
        aria-label={t('logs.jump.at')}
        aria-invalid={isWrong}
        aria-describedby={id}
        onChange={(event) => {
          setText(event.target.value);
          setWrong(false);
        }}
      />
      <button type="submit" className="button button-small button-primary">
        {t('logs.jump.go')}
      </button>
      <button type="button" className="button button-small" onClick={() => onEdge('oldest')}>
        {t('logs.jump.oldest')}
      </button>
      <button type="button" className="button button-small" onClick={() => onEdge('newest')}>
        {t('logs.jump.newest')}
      </button>
      <span id={id} className={isWrong ? 'fine-print log-jump-wrong' : 'fine-print'} role="status">
        {isWrong ? t('logs.jump.wrong') : t('logs.jump.hint')}
      </span>
    </form>
  );
}
