import { RadioButton, RadioField, RadioGroup, Text } from 'react-aria-components';
import { type ChooserProps, passChosen } from './choice';

/** One of a few, all to be seen. */
export function ChoiceGroup<T extends string>(props: ChooserProps<T>) {
  const { labelledBy, choices, value, isDisabled = false } = props;
  return (
    <RadioGroup
      className="options"
      aria-labelledby={labelledBy}
      value={value}
      isDisabled={isDisabled}
      onChange={passChosen(props)}
    >
      {choices.map((choice) => (
        <RadioField key={choice.value} className="setting-field" value={choice.value}>
          <RadioButton className="setting-button">
            <span className="radio-mark" aria-hidden="true" />
            {choice.picture}
            <span>{choice.label}</span>
          </RadioButton>
          {choice.detail !== undefined && (
            <Text slot="description" className="setting-detail">
              {choice.detail}
            </Text>
          )}
        </RadioField>
      ))}
    </RadioGroup>
  );
}
