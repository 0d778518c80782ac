import type { RunCommand } from '../../main/core/answers';
import { t } from '../../main/core/i18n';
import { enableLinger } from '../../main/core/nothing-there';
import { sentence } from '../../main/core/sentence';
import {
  CONFIRM_CHOICES,
  ICON_THEMES,
  LOG_LEVELS,
  NOTIFICATION_CHOICES,
  ROLL_BACK_CHOICES,
} from '../../main/core/settings';
import type { AppState } from '../../main/core/state';
import { ChoiceGroup } from '../components/choice-group';
import { DropDown } from '../components/drop-down';
import { Notice } from '../components/notice';
import { OnOff } from '../components/on-off';
import { OwnFile } from '../components/own-file';
import { SettingNote } from '../components/setting-note';
import { SettingsSection } from '../components/settings-section';
import { TextToCopy } from '../components/text-to-copy';
import { useCommand } from '../use-command';
import type { ViewProps } from '../view-props';
import { LanguageChoice } from './language-choice';
import { UnitsChoice } from './units-choice';

interface PartProps {
  readonly state: AppState;
  readonly runCommand: RunCommand;
}

/** What a person can decide; each takes effect at once. */
export function SettingsView({ state, run }: ViewProps) {
  const part = { state, runCommand: run };
  return (
    <>
      <h1 className="visually-hidden">{t('view.settings')}</h1>
      <Problems {...part} />
      <SettingsSection id="settings-units" title={t('settings.units')}>
        <UnitsChoice labelledBy="settings-units" {...part} />
      </SettingsSection>
      <Notifications {...part} />
      <Confirmations {...part} />
      <Updates {...part} />
      <TrayIcon {...part} />
      <Starting {...part} />
      <SettingsSection id="settings-language" title={t('settings.language')}>
        <LanguageChoice {...part} />
      </SettingsSection>
      <OwnLog {...part} />
      <Files {...part} />
    </>
  );
}

function Problems({ state, runCommand }: PartProps) {
  const { problems } = state.settingsNotes;
  if (problems.length === 0) return null;
  return (
    <Notice tone="warning" title={t('settings.problems', { count: problems.length })}>
      {problems.map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
      <button
        type="button"
        className="button button-small notice-button"
        onClick={() => void runCommand({ kind: 'reveal-file', file: 'settings' })}
      >
        {t('settings.problems.show')}
      </button>
    </Notice>
  );
}

function Notifications({ state, runCommand }: PartProps) {
  const { settings, settingsNotes: notes } = state;
  return (
    <SettingsSection id="settings-notifications" title={t('settings.notifications')}>
      <ChoiceGroup
        labelledBy="settings-notifications"
        choices={NOTIFICATION_CHOICES.map((value) => ({
          value,
          label: t(`settings.notifications.${value}`),
          detail: t(`settings.notifications.${value}.detail`),
        }))}
        value={settings.notifications}
        isDisabled={settings.doNotDisturb}
        onChoose={(value) => void runCommand({ kind: 'set-setting', name: 'notifications', value })}
      />
      <SettingNote name="notifications" notes={notes} />
      <OnOff
        label={t('settings.doNotDisturb')}
        detail={t('settings.doNotDisturb.detail')}
        isOn={settings.doNotDisturb}
        onChange={(value) => void runCommand({ kind: 'set-setting', name: 'doNotDisturb', value })}
      />
      <SettingNote name="doNotDisturb" notes={notes} />
    </SettingsSection>
  );
}

function Confirmations({ state, runCommand }: PartProps) {
  return (
    <SettingsSection id="settings-confirm" title={t('settings.confirm')}>
      <ChoiceGroup
        labelledBy="settings-confirm"
        choices={CONFIRM_CHOICES.map((value) => ({
          value,
          label: t(`settings.confirm.${value}`),
          ...(value === 'always' ? {} : { detail: t(`settings.confirm.${value}.detail`) }),
        }))}
        value={state.settings.confirm}
        onChoose={(value) => void runCommand({ kind: 'set-setting', name: 'confirm', value })}
      />
      <SettingNote name="confirm" notes={state.settingsNotes} />
    </SettingsSection>
  );
}

function Updates({ state, runCommand }: PartProps) {
  const { settings, settingsNotes: notes, appVersion } = state;
  return (
    <SettingsSection id="settings-updates" title={t('update.settings')}>
      <OnOff
        label={t('update.settings.check')}
        detail={t('update.settings.check.detail')}
        isOn={settings.checkUpdates}
        onChange={(value) => void runCommand({ kind: 'set-setting', name: 'checkUpdates', value })}
      />
      <SettingNote name="checkUpdates" notes={notes} />
      <p id="settings-roll-back" className="setting-question">
        {t('update.settings.rollBack')}
      </p>
      <ChoiceGroup
        labelledBy="settings-roll-back"
        choices={ROLL_BACK_CHOICES.map((value) => ({
          value,
          label: t(`update.settings.rollBack.${value}`),
          detail: t(`update.settings.rollBack.${value}.detail`),
        }))}
        value={settings.rollBack}
        onChoose={(value) => void runCommand({ kind: 'set-setting', name: 'rollBack', value })}
      />
      <SettingNote name="rollBack" notes={notes} />
      {appVersion !== null && <p className="settings-text">{t('update.settings.own', { version: appVersion })}</p>}
    </SettingsSection>
  );
}

function TrayIcon({ state, runCommand }: PartProps) {
  return (
    <SettingsSection id="settings-icon" title={t('settings.iconTheme')}>
      <ChoiceGroup
        labelledBy="settings-icon"
        choices={ICON_THEMES.map((value) => ({
          value,
          label: t(`settings.iconTheme.${value}`),
          picture: <span className={`icon-sample icon-sample-${value}`} aria-hidden="true" />,
          ...(value === 'auto' ? { detail: t('settings.iconTheme.auto.detail') } : {}),
        }))}
        value={state.settings.iconTheme}
        onChoose={(value) => void runCommand({ kind: 'set-setting', name: 'iconTheme', value })}
      />
      <SettingNote name="iconTheme" notes={state.settingsNotes} />
    </SettingsSection>
  );
}

function Starting({ state, runCommand }: PartProps) {
  const runner = useCommand(runCommand);
  const { settings, settingsNotes: notes, host } = state;
  return (
    <SettingsSection id="settings-starting" title={t('settings.starting')}>
      <OnOff
        label={t('settings.autostart')}
        detail={t('settings.autostart.detail')}
        isOn={state.autostart}
        onChange={(enabled) => void runner.run({ kind: 'set-autostart', enabled })}
      />
      {runner.problem !== null && (
        <Notice tone="bad" onDismiss={runner.dismiss}>
          {sentence(runner.problem)}
        </Notice>
      )}
      {host.linger === true && <p className="settings-text">{t('settings.linger.on')}</p>}
      {host.linger === false && (
        <>
          <div className="settings-text">
            <p>{t('settings.linger.off')}</p>
            <p>{t('linger.step')}</p>
            <TextToCopy text={enableLinger(null)} runCommand={runCommand} />
          </div>
          <OnOff
            label={t('settings.lingerHint')}
            isOn={settings.lingerHint}
            onChange={(value) => void runCommand({ kind: 'set-setting', name: 'lingerHint', value })}
          />
          <SettingNote name="lingerHint" notes={notes} />
        </>
      )}
    </SettingsSection>
  );
}

function OwnLog({ state, runCommand }: PartProps) {
  const { settings, settingsNotes: notes, files } = state;
  return (
    <SettingsSection id="settings-log" title={t('settings.log')}>
      <div className="setting-line">
        <span id="settings-log-level">{t('settings.logLevel')}</span>
        <DropDown
          labelledBy="settings-log-level"
          choices={LOG_LEVELS.map((value) => ({ value, label: t(`settings.logLevel.${value}`) }))}
          value={settings.logLevel}
          isDisabled={notes.fixed.includes('logLevel')}
          onChoose={(value) => void runCommand({ kind: 'set-setting', name: 'logLevel', value })}
        />
      </div>
      <SettingNote name="logLevel" notes={notes} />
      {files !== null && files.log === null && <p className="setting-note">{t('settings.log.unwritable')}</p>}
    </SettingsSection>
  );
}

const FILES = ['settings', 'log', 'flightRecorder'] as const;

function Files({ state, runCommand }: PartProps) {
  const { files } = state;
  if (files === null) return null;
  return (
    <SettingsSection id="settings-files" title={t('settings.files')}>
      <dl className="own-files">
        {FILES.map((file) => {
          const path = files[file];
          const title = t(`settings.files.${file}`);
          return path === null ? null : (
            <OwnFile key={file} title={title} file={file} path={path} runCommand={runCommand} />
          );
        })}
      </dl>
    </SettingsSection>
  );
}
