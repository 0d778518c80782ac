import type { RunCommand } from '../../main/core/answers';
import { type Language, t } from '../../main/core/i18n';
import { LANGUAGE_CHOICES } from '../../main/core/settings';
import type { AppState } from '../../main/core/state';
import { DropDown } from '../components/drop-down';
import { SettingNote } from '../components/setting-note';

interface LanguageChoiceProps {
  readonly state: AppState;
  readonly runCommand: RunCommand;
}

/** Each by its own name: who can't read the present one finds theirs. */
export function LanguageChoice({ state, runCommand }: LanguageChoiceProps) {
  return (
    <>
      <div className="setting-line">
        <span id="settings-language-of">{t('settings.language.of')}</span>
        <DropDown
          labelledBy="settings-language-of"
          choices={LANGUAGE_CHOICES.map((value) => ({
            value,
            label: value === 'auto' ? t('settings.language.auto') : ownName(value),
          }))}
          value={state.settings.language}
          onChoose={(value) => void runCommand({ kind: 'set-setting', name: 'language', value })}
        />
      </div>
      <SettingNote name="language" notes={state.settingsNotes} />
    </>
  );
}

function ownName(language: Language): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
