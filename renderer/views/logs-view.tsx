import { t } from '../../main/core/i18n';
import type { ViewProps } from '../view-props';

export function LogsView(_props: ViewProps) {
  return <h1>{t('view.logs')}</h1>;
}
