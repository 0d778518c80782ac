import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';

interface DropDownProps<T extends string> {
  /** The id of what names it. */
  readonly labelledBy: string;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly isDisabled?: boolean;
  readonly onChoose: (value: T) => void;
}

/** One of a few, of which the chosen one is enough to see. */
export function DropDown<T extends string>(props: DropDownProps<T>) {
  const { labelledBy, choices, value, isDisabled = false, onChoose } = props;
  return (
    <Select
      className="drop-down"
      aria-labelledby={labelledBy}
      value={value}
      isDisabled={isDisabled}
      onChange={(chosen) => {
        const choice = choices.find((one) => one.value === chosen);
        if (choice !== undefined) onChoose(choice.value);
      }}
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
