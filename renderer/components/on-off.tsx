import { SwitchButton, SwitchField, Text } from 'react-aria-components';

interface OnOffProps {
  readonly label: string;
  readonly detail?: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export function OnOff({ label, detail, isOn, onChange }: OnOffProps) {
  return (
    <SwitchField className="option" isSelected={isOn} onChange={onChange}>
      <SwitchButton className="option-button switch">
        <span>{label}</span>
        <span className="switch-mark" aria-hidden="true" />
      </SwitchButton>
      {detail !== undefined && (
        <Text slot="description" className="option-detail">
          {detail}
        </Text>
      )}
    </SwitchField>
  );
}
