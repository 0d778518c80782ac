import { Component, type ReactNode } from 'react';
import { t } from '../../main/core/i18n';
import { errorMessage } from '../../main/core/result';
import { Empty } from './empty';
import { Notice } from './notice';

interface FailureGuardProps {
  readonly children: ReactNode;
  /** Whether nothing but this is on the page. */
  readonly isWhole?: boolean;
  /** What it is drawn of: of another it is tried again by itself. */
  readonly subject?: string | null;
}

type FailureGuardState = { readonly kind: 'well' } | { readonly kind: 'failed'; readonly reason: string };

/** React takes away what fails while it is drawn. This says so in its place, and draws it anew when asked. */
export class FailureGuard extends Component<FailureGuardProps, FailureGuardState> {
  override state: FailureGuardState = { kind: 'well' };

  static getDerivedStateFromError(error: unknown): FailureGuardState {
    return { kind: 'failed', reason: errorMessage(error) };
  }

  override componentDidUpdate({ subject }: FailureGuardProps): void {
    if (this.state.kind === 'failed' && subject !== this.props.subject) this.setState({ kind: 'well' });
  }

  override render(): ReactNode {
    if (this.state.kind === 'well') return this.props.children;
    const { reason } = this.state;
    const again = (look: string) => (
      <button type="button" className={`button ${look}`} onClick={() => this.setState({ kind: 'well' })}>
        {t('window.failed.again')}
      </button>
    );
    if (this.props.isWhole !== true) {
      return (
        <Notice tone="bad" title={t('window.part.failed.title')}>
          <p>{t('window.part.failed.text')}</p>
          <p className="fine-print">{reason}</p>
          {again('button-small notice-button')}
        </Notice>
      );
    }
    return (
      <main className="page">
        <Empty tone="bad" mark="✕" title={t('window.failed.title')} role="alert">
          <p>{t('window.failed.text')}</p>
          <p className="fine-print">{reason}</p>
          {again('button-primary')}
        </Empty>
      </main>
    );
  }
}
