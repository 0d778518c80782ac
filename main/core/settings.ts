import { z } from 'zod';
import { isServiceName, toServiceName } from './unit-name';

/** The person's settings, in `$XDG_CONFIG_HOME/hermes-tray/settings.json`. Each has a default; the file may be absent. */
export const settingsSchema = z.object({
  /** The units to show; null shows every gateway of the user. */
  units: z
    .array(z.string().transform(toServiceName).refine(isServiceName, 'is not the name of a service unit'))
    // An app that follows nothing, for ever and without a word, is no wish of anybody's.
    .min(1)
    .nullable()
    .default(null),
  /** Which icons: for a dark panel, for a light one, or a set that both bear. */
  iconTheme: z.enum(['auto', 'dark', 'light']).default('auto'),
  /** No notifications. */
  doNotDisturb: z.boolean().default(false),
  logLevel: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
});

export type Settings = z.infer<typeof settingsSchema>;
export type IconTheme = Settings['iconTheme'];
export type LogLevel = Settings['logLevel'];

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});
