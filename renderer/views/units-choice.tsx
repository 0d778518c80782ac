import { CheckboxButton, CheckboxField, CheckboxGroup } from 'react-aria-components';
import type { RunCommand } from '../../main/core/answers';
import { t } from '../../main/core/i18n';
import type { AppState } from '../../main/core/state';
import { compareUnits } from '../../main/core/unit-name';
import { ChoiceGroup } from '../components/choice-group';
import { GatewayName } from '../components/gateway-name';
import { SettingNote } from '../components/setting-note';

interface UnitsChoiceProps {
  readonly labelledBy: string;
  readonly state: AppState;
  readonly runCommand: RunCommand;
}

/** All gateways, those to come included, or some of them. */
export function UnitsChoice({ labelledBy, state, runCommand }: UnitsChoiceProps) {
  const { knownUnits, settings, settingsNotes: notes } = state;
  const isFixed = notes.fixed.includes('units');
  const named = settings.units;
  const units = [...new Set([...knownUnits, ...(named ?? [])])].sort(compareUnits);
  const set = (value: string[] | null) => void runCommand({ kind: 'set-setting', name: 'units', value });
  return (
    <>
      <ChoiceGroup
        labelledBy={labelledBy}
        choices={[
          { value: 'all', label: t('settings.units.all'), detail: t('settings.units.all.detail') },
          ...(units.length === 0 ? [] : [{ value: 'some', label: t('settings.units.some') } as const]),
        ]}
        value={named === null ? 'all' : 'some'}
        isDisabled={isFixed}
        // Who wants to choose begins with what is there.
        onChoose={(choice) => set(choice === 'all' ? null : units)}
      />
      {units.length === 0 && <p className="settings-text">{t('settings.units.none')}</p>}
      {named !== null && (
        <CheckboxGroup
          className="options options-nested"
          aria-label={t('settings.units.choose')}
          value={[...named]}
          isDisabled={isFixed}
          onChange={(chosen) => {
            if (chosen.length > 0) set(units.filter((unit) => chosen.includes(unit)));
          }}
        >
          {units.map((unit) => (
            <CheckboxField
              key={unit}
              className="setting-field"
              value={unit}
              // An app that follows nothing is no use: the last one stays.
              isReadOnly={named.length === 1 && named[0] === unit}
            >
              <CheckboxButton className="setting-button">
                <span className="checkbox-mark" aria-hidden="true" />
                <span>
                  <GatewayName unit={unit} />
                  {!knownUnits.includes(unit) && (
                    <span className="setting-detail setting-detail-inline"> {t('settings.units.missing')}</span>
                  )}
                </span>
              </CheckboxButton>
            </CheckboxField>
          ))}
          {named.length === 1 && !isFixed && units.length > 1 && (
            <p className="setting-detail">{t('settings.units.last')}</p>
          )}
        </CheckboxGroup>
      )}
      <SettingNote name="units" notes={notes} />
    </>
  );
}
