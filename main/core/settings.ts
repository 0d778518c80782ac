import { z } from 'zod';
import { LANGUAGES } from './i18n';
import { isServiceName, toServiceName } from './unit-name';

export const ICON_THEMES = ['auto', 'dark', 'light'] as const;
export const LANGUAGE_CHOICES = ['auto', ...LANGUAGES] as const;
export const CONFIRM_CHOICES = ['when-cut', 'always', 'never'] as const;
export const NOTIFICATION_CHOICES = ['all', 'down-only'] as const;
export const ROLL_BACK_CHOICES = ['ask', 'automatic'] as const;
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;

export type IconTheme = (typeof ICON_THEMES)[number];
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number];
export type ConfirmChoice = (typeof CONFIRM_CHOICES)[number];
export type NotificationChoice = (typeof NOTIFICATION_CHOICES)[number];
export type RollBackChoice = (typeof ROLL_BACK_CHOICES)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The person's settings, in `$XDG_CONFIG_HOME/hermes-tray/settings.json`. Each has a default; the file may be absent. */
export interface Settings {
  /** The units to show; null shows every gateway of the user. */
  readonly units: readonly string[] | null;
  /** Which icons: for a dark panel, for a light one, or a set that both bear. */
  readonly iconTheme: IconTheme;
  /** `auto`: the desktop's. */
  readonly language: LanguageChoice;
  /** Before what the person is asked: what cuts work, each stop and restart, or nothing. */
  readonly confirm: ConfirmChoice;
  /** Of what notifications tell: `down-only` leaves out what gets over by itself. */
  readonly notifications: NotificationChoice;
  /** No notifications at all, whatever `notifications` says. */
  readonly doNotDisturb: boolean;
  /** Whether to say that gateways end at logout, where they do. */
  readonly lingerHint: boolean;
  /** Whether to look for updates of Hermes now and then. */
  readonly checkUpdates: boolean;
  /** What to do about an update of ours that failed after it had changed something. */
  readonly rollBack: RollBackChoice;
  readonly logLevel: LogLevel;
}

export type SettingName = keyof Settings;

export const DEFAULT_SETTINGS: Settings = {
  units: null,
  iconTheme: 'auto',
  language: 'auto',
  confirm: 'when-cut',
  notifications: 'all',
  doNotDisturb: false,
  lingerHint: true,
  checkUpdates: true,
  rollBack: 'ask',
  logLevel: 'info',
};

// Each its own, and no method called on one: the page imports this for its words, and a method call would take zod along.
const unitName = z.string().transform(toServiceName).refine(isServiceName, 'is not the name of a service unit');
// An app that follows nothing, for ever and without a word, is no wish of anybody's.
const units = z.nullable(z.array(unitName).min(1));
const iconTheme = z.enum(ICON_THEMES);
const language = z.enum(LANGUAGE_CHOICES);
const confirm = z.enum(CONFIRM_CHOICES);
const notifications = z.enum(NOTIFICATION_CHOICES);
const doNotDisturb = z.boolean();
const lingerHint = z.boolean();
const checkUpdates = z.boolean();
const rollBack = z.enum(ROLL_BACK_CHOICES);
const logLevel = z.enum(LOG_LEVELS);

/** What each setting may be. */
export const settingsSchema = z.object({
  units,
  iconTheme,
  language,
  confirm,
  notifications,
  doNotDisturb,
  lingerHint,
  checkUpdates,
  rollBack,
  logLevel,
});

const kind = z.literal('set-setting');

/** Sets one. */
export const setSettingSchema = z.discriminatedUnion('name', [
  z.object({ kind, name: z.literal('units'), value: units }),
  z.object({ kind, name: z.literal('iconTheme'), value: iconTheme }),
  z.object({ kind, name: z.literal('language'), value: language }),
  z.object({ kind, name: z.literal('confirm'), value: confirm }),
  z.object({ kind, name: z.literal('notifications'), value: notifications }),
  z.object({ kind, name: z.literal('doNotDisturb'), value: doNotDisturb }),
  z.object({ kind, name: z.literal('lingerHint'), value: lingerHint }),
  z.object({ kind, name: z.literal('checkUpdates'), value: checkUpdates }),
  z.object({ kind, name: z.literal('rollBack'), value: rollBack }),
  z.object({ kind, name: z.literal('logLevel'), value: logLevel }),
]);

export type SetSetting = z.infer<typeof setSettingSchema>;

/** What a person should know of the settings that hold. */
export interface SettingsNotes {
  /** Set by the command line: the file has no say in them until the app ends. */
  readonly fixed: readonly SettingName[];
  /** What is wrong in the file, in words. */
  readonly problems: readonly string[];
  /** Why a value could not be kept; it holds until the app ends. */
  readonly unkept: Readonly<Partial<Record<SettingName, string>>>;
}

export const NO_NOTES: SettingsNotes = { fixed: [], problems: [], unkept: {} };
