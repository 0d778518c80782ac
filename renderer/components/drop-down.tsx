import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import { type ChooserProps, passChosen } from './choice';

/** One of a few, of which the chosen one is enough to see. */
export function DropDown<T extends string>(props: ChooserProps<T>) {
  const { labelledBy, choices, value, isDisabled = false } = props;
  return (
    <Select
      className="drop-down"
      aria-labelledby={labelledBy}
      value={value}
      isDisabled={isDisabled}
      onChange={passChosen(props)}
    >
      <Button className="button drop-down-button">
        <SelectValue className="drop-down-value" />
        <span className="drop-down-mark" aria-hidden="true">
          ▾
        </span>
      </Button>
      <Popover className="drop-down-list" placement="bottom start">
        <ListBox items={choices}>
          {(choice) => (
            <ListBoxItem id={choice.value} className="drop-down-item" textValue={choice.label}>
              {choice.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
