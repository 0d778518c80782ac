import { t } from '../../main/core/i18n';
import type { ViewProps } from '../view-props';

export function TimelineView(_props: ViewProps) {
  return <h1>{t('view.timeline')}</h1>;
}
