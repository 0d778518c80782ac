import type { SettingsRead } from '../../app/ports/settings-store';
import { errorMessage } from '../../core/result';
import { DEFAULT_SETTINGS, type SettingName, settingsSchema } from '../../core/settings';

/** In words, for a person who has to correct the file. */
const ALLOWED: Readonly<Record<SettingName, string>> = {
  units: 'null for every gateway, or a list of names of units, such as ["hermes-gateway.service"]',
  iconTheme: '"auto", "dark" or "light"',
  language: '"auto", "en" or "de"',
  confirm: '"when-cut", "always" or "never"',
  notifications: '"all" or "down-only"',
  doNotDisturb: 'true or false',
  lingerHint: 'true or false',
  logLevel: '"error", "warn", "info" or "debug"',
};

/** Settings from the text of the file. A field that is wrong costs that field only. */
export function readSettings(file: string, text: string): SettingsRead {
  if (text.trim() === '') return notUnderstood(`${file} is empty.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return notUnderstood(`${file} is not valid JSON: ${whereIn(text)}.`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return notUnderstood(`${file} has to hold one JSON object, { … }.`);
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
      else problems.push(`${file}: "${name}" is ${shown(value)}; allowed is ${ALLOWED[name]}. ${instead(name)}`);
    } else if (name !== '$schema') {
      problems.push(`${file}: there is no setting "${name}"; there are ${Object.keys(ALLOWED).join(', ')}.`);
    }
  }
  return { settings: settingsSchema.parse({ ...DEFAULT_SETTINGS, ...good }), problems, isUnderstood: true };
}

function isField(name: string): name is SettingName {
  return Object.hasOwn(ALLOWED, name);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function instead(field: SettingName): string {
  return `The default, ${JSON.stringify(DEFAULT_SETTINGS[field])}, is used.`;
}

/** Without what follows from it: the defaults at a start, and later what held before. */
export function notUnderstood(problem: string): SettingsRead {
  return { settings: DEFAULT_SETTINGS, problems: [problem], isUnderstood: false };
}

/** V8 gives a position with some errors only. The mistake is where the text stops being a beginning of something valid. */
function whereIn(text: string): string {
  if (isBeginning(text)) return `it ends too early, at ${placeOf(text.trimEnd())}`;
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isBeginning(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return `the mistake is at ${placeOf(text.slice(0, good))}`;
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

function placeOf(before: string): string {
  const lines = before.split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}
