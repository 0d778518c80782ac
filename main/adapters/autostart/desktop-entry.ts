/** What the Desktop Entry specification says of our autostart file; text in, text out. */

/** Ours, whatever becomes of the other lines. */
const MARKER = 'X-HermesTray=true';
const RESERVED = /[\s"'\\><~|&;$*?#()`]/;

/** The autostart entry that runs this command. */
export function autostartEntry(command: readonly string[]): string {
  return `[Desktop Entry]
Type=Application
Name=hermes-tray
Comment=Follows and controls the Hermes Agent gateway
Exec=${execValue(command)}
Icon=hermes-tray
Terminal=false
StartupNotify=false
X-GNOME-Autostart-enabled=true
${MARKER}
`;
}

/**
 * Two layers: quoted for Exec (inside the quotes a backslash before `"`, backtick, `$` and backslash; `%` doubled), then
 * escaped as a value of type string (every backslash doubled, a newline as `\n`).
 */
export function execValue(command: readonly string[]): string {
  return command.map(quoted).join(' ').replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

function quoted(argument: string): string {
  const literal = argument.replaceAll('%', '%%');
  if (literal !== '' && !RESERVED.test(literal)) return literal;
  return `"${literal.replace(/["`$\\]/g, '\\$&')}"`;
}

/** Whether a session would start what this file names. */
export function isEnabledEntry(text: string): boolean {
  const entry = mainGroup(text);
  if (!entry.has('Exec')) return false;
  return entry.get('Hidden') !== 'true' && entry.get('X-GNOME-Autostart-enabled') !== 'false';
}

/** Whether we wrote it, or somebody did for us: then we may replace and remove it. */
export function isOurEntry(text: string): boolean {
  const entry = mainGroup(text);
  return entry.get('X-HermesTray') === 'true' || /hermes-tray/i.test(entry.get('Exec') ?? '');
}

function mainGroup(text: string): ReadonlyMap<string, string> {
  const entry = new Map<string, string>();
  let group = '';
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed.startsWith('[')) group = trimmed;
    const assignment = /^([A-Za-z0-9-]+)\s*=\s*(.*)$/.exec(trimmed);
    if (group !== '[Desktop Entry]' || assignment === null) continue;
    entry.set(assignment[1] ?? '', assignment[2] ?? '');
  }
  return entry;
}
