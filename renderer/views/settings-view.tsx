import { t } from '../../main/core/i18n';
import type { ViewProps } from '../view-props';

export function SettingsView(_props: ViewProps) {
  return <h1>{t('view.settings')}</h1>;
}
