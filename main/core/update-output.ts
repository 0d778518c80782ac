/** Where `hermes update` is, by the lines that it is known to print, in the order in which they come. */
export const UPDATE_STEPS = [
  'starting',
  'fetching',
  'pulling',
  'python',
  'node',
  'finishing',
  'complete',
  'gateways',
] as const;
export type UpdateStep = (typeof UPDATE_STEPS)[number];

export interface UpdateOutput {
  readonly step: UpdateStep;
  /** As it stands there, known or not; '' before the first. */
  readonly lastLine: string;
  /** What it asks and waits for an answer to; null while it does not. */
  readonly question: string | null;
}

/**
 * The lines of 0.11 to 0.21 that begin a step. By their words alone: what stands before them is a symbol that a terminal
 * without UTF-8 makes another of.
 */
const MARKERS: readonly (readonly [RegExp, UpdateStep])[] = [
  [/^Fetching updates/, 'fetching'],
  [/^(Found \d+ new commit|Pulling updates|Fast-forward not possible|Already up to date)/, 'pulling'],
  [/^(Cleared \d+ stale|Updating Python dependencies|Python dependencies)/, 'python'],
  [/^(Updating Node\.js dependencies|Building web UI)/, 'node'],
  [/^(Code updated|Syncing bundled skills|Checking configuration|Rolling back to|Rollback complete)/, 'finishing'],
  [/^(Update complete|Update partially complete)/, 'complete'],
  [/^(hermes-gateway\S*: draining|Restarted hermes-gateway|Restarting gateway|Update incomplete)/, 'gateways'],
];

/** Some take a moment before they ask. */
export const QUESTION_AFTER_MS = 3000;
const LONGEST_LINE = 500;

/**
 * What an update says of itself by now. `text` is all of its output; `isQuiet`: nothing has come for QUESTION_AFTER_MS. A line
 * that nobody knows is shown and moves nothing.
 */
export function readUpdateOutput(text: string, isQuiet: boolean): UpdateOutput {
  const lines = plainLines(text);
  let step: UpdateStep = 'starting';
  for (const line of lines) step = laterStep(step, stepOf(line) ?? step);
  const lastLine = lines.findLast((line) => line !== '') ?? '';
  // A question is a line that has no end: the cursor stands behind it.
  const isOpen = !text.endsWith('\n') && lastLine !== '';
  const asks = isOpen && /([?:\]]|>)\s*$/.test(lastLine);
  return { step, lastLine, question: asks && isQuiet ? lastLine : null };
}

/** What `hermes update` said it failed for: its last line of that kind. */
export function updateComplaint(text: string): string | null {
  const lines = plainLines(text).filter((line) => line !== '');
  const marked = lines.findLast((line) => /^(✗|✖|⚠|error:|fatal:)/i.test(line));
  const complaint = marked ?? lines.at(-1) ?? null;
  return complaint === null ? null : complaint.replace(/^(✗|✖|⚠)\s*/, '');
}

/** Whether it says that there was nothing to do. */
export function saysCurrent(text: string): boolean {
  return plainLines(text).some((line) => /Already up to date/.test(line));
}

/** Whether Hermes took its own step back: what it had pulled did not even parse. */
export function saysUndone(text: string): boolean {
  return plainLines(text).some((line) => /Rollback complete/.test(line));
}

function stepOf(line: string): UpdateStep | null {
  const words = line.replace(/^[^\p{L}\p{N}]+/u, '');
  return MARKERS.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

/** Of two steps the one that comes later in an update. */
export function laterStep(one: UpdateStep, other: UpdateStep): UpdateStep {
  return UPDATE_STEPS.indexOf(other) > UPDATE_STEPS.indexOf(one) ? other : one;
}

/** Without a terminal's colours; of a line that was overwritten (`\r`), what stands there now. */
export function plainLines(text: string): readonly string[] {
  return text.split('\n').map((line) => {
    const bare = line.replace(ESCAPES, '').replace(/\r+$/, '');
    return bare
      .slice(bare.lastIndexOf('\r') + 1)
      .replace(CONTROLS, '')
      .trim()
      .slice(0, LONGEST_LINE);
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPES = /\u001b(\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
