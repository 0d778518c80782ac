import { errorMessage } from '../../core/result';
import { DEFAULT_SETTINGS, type Settings, settingsSchema } from '../../core/settings';

export interface SettingsRead {
  readonly settings: Settings;
  readonly problems: readonly string[];
}

type Field = keyof Settings;

/** In words, for a person who has to correct the file. */
const ALLOWED: Readonly<Record<Field, string>> = {
  units: 'null for every gateway, or a list of names of units, such as ["hermes-gateway.service"]',
  iconTheme: '"auto", "dark" or "light"',
  doNotDisturb: 'true or false',
  logLevel: '"error", "warn", "info" or "debug"',
};

/** Settings from the text of the file. A field that is wrong costs that field only. */
export function readSettings(file: string, text: string): SettingsRead {
  if (text.trim() === '') return allDefaults(`${file} is empty.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return allDefaults(`${file} is not valid JSON: ${whereIn(text)}.`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return allDefaults(`${file} has to hold one JSON object, { … }.`);
  }
  return fromObject(file, Object.entries(json));
}

function fromObject(file: string, entries: readonly (readonly [string, unknown])[]): SettingsRead {
  const good: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, value] of entries) {
    if (isField(name)) {
      if (settingsSchema.shape[name].safeParse(value).success) good[name] = value;
      else problems.push(`${file}: "${name}" is ${shown(value)}; allowed is ${ALLOWED[name]}. ${instead(name)}`);
    } else if (name !== '$schema') {
      problems.push(`${file}: there is no setting "${name}"; there are ${Object.keys(ALLOWED).join(', ')}.`);
    }
  }
  return { settings: settingsSchema.parse(good), problems };
}

function isField(name: string): name is Field {
  return Object.hasOwn(ALLOWED, name);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function instead(field: Field): string {
  return `The default, ${JSON.stringify(DEFAULT_SETTINGS[field])}, is used.`;
}

function allDefaults(problem: string): SettingsRead {
  return { settings: DEFAULT_SETTINGS, problems: [`${problem} The defaults are used.`] };
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
