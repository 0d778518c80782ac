import { t } from '../../main/core/i18n';
import { Empty } from '../components/empty';

/** The main process refused to tell the state: this can only be a fault of ours. */
export function Unreachable({ reason }: { readonly reason: string }) {
  return (
    <main className="page">
      <Empty tone="bad" mark="✕" title={t('window.unreachable.title')} role="alert">
        <p>{t('window.unreachable.text')}</p>
        <p className="fine-print">{reason}</p>
      </Empty>
    </main>
  );
}
