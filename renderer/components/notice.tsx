import type { ReactNode } from 'react';
import { t } from '../../main/core/i18n';
import type { Tone } from '../tone';

interface NoticeProps {
  readonly tone: Extract<Tone, 'quiet' | 'warning' | 'bad'>;
  readonly title?: string;
  readonly children: ReactNode;
  readonly onDismiss?: () => void;
}

/** A note with a coloured edge. A bad one is read out at once. */
export function Notice({ tone, title, children, onDismiss }: NoticeProps) {
  return (
    <section className={`notice tone-${tone}`} role={tone === 'bad' ? 'alert' : 'note'}>
      <div className="notice-text">
        {title !== undefined && <strong>{title}</strong>}
        <div>{children}</div>
      </div>
      {onDismiss !== undefined && (
        <button
          type="button"
          className="dismiss"
          aria-label={t('button.dismiss')}
          title={t('button.dismiss')}
          onClick={onDismiss}
        >
          ✕
        </button>
      )}
    </section>
  );
}
