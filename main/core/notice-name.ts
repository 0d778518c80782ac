import { t } from './i18n';
import type { AppState } from './state';
import { gatewayDisplayName } from './unit-name';

/** What a notification calls a gateway. With one its name says nothing; of several it is what a person looks for. */
export function noticeName(state: AppState, unit: string): string {
  return Object.keys(state.gateways).length > 1
    ? t('notice.gateway.named', { name: gatewayDisplayName(unit) })
    : t('notice.gateway');
}
