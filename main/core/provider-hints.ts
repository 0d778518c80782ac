import { t } from './i18n';
import type { ProviderTrouble } from './provider-trouble';

const MESSAGE_LENGTH = 160;
/** Of a 429: the plan is used up for hours, where a rate limit passes in seconds. Providers put it in different words. */
const USAGE_LIMIT = /usage[ _-]?limit|insufficient[ _-]quota|exceeded your (current )?quota|plan'?s limit/i;

/** What the model's provider refuses, and what to do, for a person: one sentence, without a full stop. */
export function providerReason({ status, message }: ProviderTrouble): string {
  switch (status) {
    case 400:
    case 500:
      return t(`provider.${status}`, { said: quoted(message) });
    case 401:
    case 402:
    case 529:
      return t(`provider.${status}`);
    case 429:
      return USAGE_LIMIT.test(message) ? t('provider.429.plan') : t('provider.429');
    default:
      return t('provider.other', { status, said: quoted(message) });
  }
}

function quoted(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  if (line === '') return '';
  return t('provider.said', {
    message: line.length > MESSAGE_LENGTH ? `${line.slice(0, MESSAGE_LENGTH - 1)}…` : line,
  });
}
