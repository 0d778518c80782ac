import { ListBox, ListBoxItem } from 'react-aria-components';
import { t } from '../../main/core/i18n';
import type { Tone } from '../tone';
import { StatusMark } from './status-mark';

export interface GatewayEntry {
  readonly unit: string;
  readonly name: string;
  readonly mark: string;
  readonly tone: Tone;
  readonly status: string;
}

interface GatewayListProps {
  readonly entries: readonly GatewayEntry[];
  readonly shown: string;
  readonly orientation: 'horizontal' | 'vertical';
  readonly onShow: (unit: string) => void;
}

/** All gateways, told apart at a glance; only there when there is more than one. */
export function GatewayList({ entries, shown, orientation, onShow }: GatewayListProps) {
  return (
    <ListBox
      className="gateway-list"
      aria-label={t('gateway.list')}
      items={entries.map((entry) => ({ id: entry.unit, ...entry }))}
      orientation={orientation}
      selectionMode="single"
      // An arrow key goes there at once, as it does between the views.
      selectionBehavior="replace"
      disallowEmptySelection
      selectedKeys={[shown]}
      onSelectionChange={(keys) => {
        const [unit] = keys === 'all' ? [] : [...keys];
        if (unit !== undefined) onShow(String(unit));
      }}
    >
      {({ name, mark, tone, status }) => (
        <ListBoxItem className="gateway-entry" textValue={`${name}, ${status}`}>
          <StatusMark tone={tone} mark={mark} />
          {/* A long one is cut: here it is whole, as it is in the overview. */}
          <span className="gateway-entry-name" title={name}>
            {name}
          </span>
          <span className="gateway-entry-status">{status}</span>
        </ListBoxItem>
      )}
    </ListBox>
  );
}
