import type { ReactNode } from 'react';
import { RadioButton, RadioField, RadioGroup, Text } from 'react-aria-components';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly detail?: string;
  /** Before its name, for the eye only. */
  readonly picture?: ReactNode;
}

interface ChoiceGroupProps<T extends string> {
  /** The id of what names it. */
  readonly labelledBy: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly isDisabled?: boolean;
  readonly onChoose: (value: T) => void;
}

/** One of a few, all to be seen. */
export function ChoiceGroup<T extends string>(props: ChoiceGroupProps<T>) {
  const { labelledBy, choices, value, isDisabled = false, onChoose } = props;
  return (
    <RadioGroup
      className="options"
      aria-labelledby={labelledBy}
      value={value}
      isDisabled={isDisabled}
      onChange={(chosen) => {
        const choice = choices.find((one) => one.value === chosen);
        if (choice !== undefined) onChoose(choice.value);
      }}
    >
      {choices.map((choice) => (
        <RadioField key={choice.value} className="option" value={choice.value}>
          <RadioButton className="option-button">
            <span className="radio-mark" aria-hidden="true" />
            {choice.picture}
            <span>{choice.label}</span>
          </RadioButton>
          {choice.detail !== undefined && (
            <Text slot="description" className="option-detail">
              {choice.detail}
            </Text>
          )}
        </RadioField>
      ))}
    </RadioGroup>
  );
}
