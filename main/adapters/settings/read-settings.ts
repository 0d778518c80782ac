import type { SettingsRead } from '../../app/ports/settings-store';
import { t } from '../../core/i18n';
import { errorMessage } from '../../core/result';
import {
  CONFIRM_CHOICES,
  DEFAULT_SETTINGS,
  ICON_THEMES,
  LANGUAGE_CHOICES,
  LOG_LEVELS,
  NOTIFICATION_CHOICES,
  ROLL_BACK_CHOICES,
  type SettingName,
  settingsSchema,
} from '../../core/settings';

const YES_OR_NO = [false, true];

/** What can be listed of what is allowed, for a person who has to correct the file. */
const ALLOWED: Readonly<Record<Exclude<SettingName, 'units'>, readonly unknown[]>> = {
  iconTheme: ICON_THEMES,
  language: LANGUAGE_CHOICES,
  confirm: CONFIRM_CHOICES,
  notifications: NOTIFICATION_CHOICES,
  doNotDisturb: YES_OR_NO,
  lingerHint: YES_OR_NO,
  checkUpdates: YES_OR_NO,
  rollBack: ROLL_BACK_CHOICES,
  logLevel: LOG_LEVELS,
};

/** Settings from the text of the file. A field that is wrong costs that field only. */
export function readSettings(file: string, text: string): SettingsRead {
  if (text.trim() === '') return notUnderstood(t('settingsFile.empty', { file }));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return notUnderstood(syntaxProblem(file, text));
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return notUnderstood(t('settingsFile.noObject', { file }));
  }
  return fromObject(file, Object.entries(json));
}

function fromObject(file: string, entries: readonly (readonly [string, unknown])[]): SettingsRead {
  const good: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of entries) {
    if (isField(name)) {
      const parsed = settingsSchema.shape[name].safeParse(value);
      if (parsed.success) good[name] = parsed.data;
      else problems.push(wrongValue(file, name, value));
    } else if (name !== '$schema') {
      problems.push(t('settingsFile.unknown', { file, name, names: Object.keys(DEFAULT_SETTINGS).join(', ') }));
    }
  }
  return { settings: settingsSchema.parse({ ...DEFAULT_SETTINGS, ...good }), problems, isUnderstood: true };
}

function isField(name: string): name is SettingName {
  return Object.hasOwn(DEFAULT_SETTINGS, name);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function wrongValue(file: string, name: SettingName, value: unknown): string {
  return t('settingsFile.wrong', {
    file,
    name,
    value: shown(value),
    allowed: name === 'units' ? t('settingsFile.allowed.units') : oneOf(ALLOWED[name]),
    standard: JSON.stringify(DEFAULT_SETTINGS[name]),
  });
}

/** As they would stand in the file. */
function oneOf(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return t('settingsFile.or', { first: texts.slice(0, -1).join(', '), last: texts.at(-1) ?? '' });
}

/** Without what follows from it: the defaults at a start, and later what held before. */
export function notUnderstood(problem: string): SettingsRead {
  return { settings: DEFAULT_SETTINGS, problems: [problem], isUnderstood: false };
}

/** V8 gives a position with some errors only. The mistake is where the text stops being a beginning of something valid. */
function syntaxProblem(file: string, text: string): string {
  if (isBeginning(text)) return t('settingsFile.cutOff', { file, ...placeAfter(text.trimEnd()) });
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isBeginning(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return t('settingsFile.invalid', { file, ...placeAfter(text.slice(0, good)) });
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = errorMessage(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    // V8 calls the end of the text by many names; some of them only have its position.
    return /end of JSON input|Unterminated/.test(message) || Number(position) >= text.length;
  }
}

function placeAfter(before: string): { readonly line: number; readonly column: number } {
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
