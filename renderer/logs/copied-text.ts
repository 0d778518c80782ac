import { t } from '../../main/core/i18n';
import { formatNumber } from '../dates';

export function copiedText(entries: number, isWhole: boolean): string {
  const values = { count: entries, number: formatNumber(entries, 'count') };
  return isWhole ? t('logs.copied', values) : t('logs.copied.part', values);
}
