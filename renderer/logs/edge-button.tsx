import { t } from '../../main/core/i18n';
import { formatNumber } from '../dates';

interface EdgeButtonProps {
  readonly count: number;
  readonly name: 'older' | 'newer';
  readonly onPress: () => void;
}

/** Where there are more rows than can be scrolled through. */
export function EdgeButton({ count, name, onPress }: EdgeButtonProps) {
  if (count <= 0) return null;
  return (
    <button type="button" className="log-edge" onClick={onPress}>
      {t(`logs.${name}`, { count, number: formatNumber(count, 'count') })}
    </button>
  );
}
