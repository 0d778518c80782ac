import { t } from '../../main/core/i18n';
import type { SettingName, SettingsNotes } from '../../main/core/settings';

interface SettingNoteProps {
  readonly name: SettingName;
  readonly notes: SettingsNotes;
}

/** Why a setting cannot be changed, or is not kept. */
export function SettingNote({ name, notes }: SettingNoteProps) {
  const reason = notes.unkept[name];
  if (notes.fixed.includes(name)) {
    return <p className="setting-note">{t(name === 'units' ? 'settings.fixed.units' : 'settings.fixed.logLevel')}</p>;
  }
  return (
    <p className="setting-note setting-note-unkept" role="status">
      {reason}
    </p>
  );
}
