import { type FormEvent, useId, useState } from 'react';
import { t } from '../../main/core/i18n';
import { parseMoment } from '../../main/core/parse-moment';

interface JumpFormProps {
  readonly near: () => number;
  readonly onJump: (at: number) => void;
  readonly onEdge: (edge: 'oldest' | 'newest') => void;
}

/** A text, because a moment is often at hand as one: out of a notification, a mail, another log. */
export function JumpForm({ near, onJump, onEdge }: JumpFormProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);

  function submitted(event: FormEvent): void {
    event.preventDefault();
    const at = parseMoment(text, near());
    if (at === null) setWrong(true);
    else onJump(at);
  }

  return (
    <form className="log-jump" onSubmit={submitted}>
      <label htmlFor={`${id}at`}>{t('logs.jump.at')}</label>
      <div className="log-jump-row">
        <input
          id={`${id}at`}
          className="field"
          value={text}
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here
          autoFocus
          autoComplete="off"
          spellCheck="false"
          aria-invalid={isWrong}
          aria-describedby={`${id}hint`}
          onChange={(event) => {
            setText(event.target.value);
            setWrong(false);
          }}
        />
        <button type="submit" className="button button-small button-primary">
          {t('logs.jump.go')}
        </button>
      </div>
      <p id={`${id}hint`} className={isWrong ? 'fine-print log-jump-wrong' : 'fine-print'} role="status">
        {isWrong ? t('logs.jump.wrong') : t('logs.jump.hint')}
      </p>
      <div className="log-jump-row">
        <button type="button" className="button button-small" onClick={() => onEdge('oldest')}>
          {t('logs.jump.oldest')}
        </button>
        <button type="button" className="button button-small" onClick={() => onEdge('newest')}>
          {t('logs.jump.newest')}
        </button>
      </div>
    </form>
  );
}
