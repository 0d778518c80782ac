import { Component, type ReactNode } from 'react';
import { t } from '../../main/core/i18n';
import { errorMessage } from '../../main/core/result';
import { Empty } from './empty';

interface FailureGuardProps {
  readonly children: ReactNode;
}

type FailureGuardState = { readonly kind: 'well' } | { readonly kind: 'failed'; readonly reason: string };

/** React takes a page away that fails while it is drawn. This says so in its place, and draws it anew when asked. */
export class FailureGuard extends Component<FailureGuardProps, FailureGuardState> {
  override state: FailureGuardState = { kind: 'well' };

  static getDerivedStateFromError(error: unknown): FailureGuardState {
    return { kind: 'failed', reason: errorMessage(error) };
  }

  override render(): ReactNode {
    if (this.state.kind === 'well') return this.props.children;
    return (
      <main className="page">
        <Empty tone="bad" mark="✕" title={t('window.failed.title')} role="alert">
          <p>{t('window.failed.text')}</p>
          <p className="fine-print">{this.state.reason}</p>
          <button type="button" className="button button-primary" onClick={() => this.setState({ kind: 'well' })}>
            {t('window.failed.again')}
          </button>
        </Empty>
      </main>
    );
  }
}
