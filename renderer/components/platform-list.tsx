import { t } from '../../main/core/i18n';
import { formatMoment } from '../../main/core/moment';
import type { PlatformFact } from '../gateway-facts';

interface PlatformListProps {
  readonly platforms: readonly PlatformFact[];
  readonly now: number;
}

/** What the gateway is connected to, each with its state and since when. */
export function PlatformList({ platforms, now }: PlatformListProps) {
  return (
    <ul className="platforms" aria-label={t('platforms.title')}>
      {platforms.map(({ name, state, isConnected, problem, since }) => (
        <li key={name} className={isConnected ? 'platform' : 'platform platform-apart'}>
          <span className="platform-mark" aria-hidden="true">
            {isConnected ? '●' : '▲'}
          </span>
          <bdi className="platform-name">{name}</bdi> <span className="platform-state">{state}</span>{' '}
          {since !== null && (
            <span className="platform-since">{t('platforms.since', { moment: formatMoment(since, now) })}</span>
          )}
          {problem !== null && !isConnected && <bdi className="platform-problem">{problem}</bdi>}
        </li>
      ))}
    </ul>
  );
}
