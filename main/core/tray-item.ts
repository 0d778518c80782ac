import { type Command, canRun } from './commands';
import { t } from './i18n';
import type { Permission } from './permission';
import type { AppState } from './state';
import { clip, wrapWords } from './wrap-words';

export interface TrayMenuItem {
  /** Stable for the life of what it stands for: a click on an open menu finds its item though labels change. */
  readonly key: string;
  readonly kind: 'item' | 'separator' | 'check' | 'submenu';
  readonly label: string;
  readonly enabled: boolean;
  readonly visible: boolean;
  readonly checked: boolean;
  readonly command: Command | null;
  readonly children: readonly TrayMenuItem[];
}

export const MENU_LINE_CHARACTERS = 72;

/** Shown only while it is possible. */
export function action(state: AppState, key: string, label: string, command: Command, now: number): TrayMenuItem {
  const possible = canRun(state, command, now).ok;
  return { ...item(key, label), enabled: possible, visible: possible, command };
}

/** Shown always, with why it is not possible: in a submenu, where what is missing would be looked for. */
export function explained(key: string, label: string, permission: Permission, command: Command): TrayMenuItem {
  const text = permission.ok ? label : `${label} (${clause(permission.reason)})`;
  return { ...item(key, clip(text, MENU_LINE_CHARACTERS)), enabled: permission.ok, command };
}

/** The first part of a reason, which says what is so; the rest says why that matters, and the window has room for it. */
function clause(reason: string): string {
  return reason.split(/[,:;] /)[0] ?? reason;
}

/** A line to read, not to press. */
export function info(key: string, label: string | null): TrayMenuItem {
  return { ...item(key, label ?? ''), visible: label !== null && label !== '' };
}

/**
 * A menu does not wrap, and a panel cuts what is too wide: long texts take the lines they need, of `most`. The lines are
 * there, hidden, for short ones too, so that the menu keeps its items.
 */
export function infoLines(key: string, texts: readonly string[], most: number): TrayMenuItem[] {
  // Backticks stand round what is to be typed; a menu has no other letters for it.
  const lines = texts.flatMap((text) =>
    wrapWords(
      text.replace(/`([^`]*)`/g, (_, typed: string) => t('tray.typed', { typed })),
      MENU_LINE_CHARACTERS,
    ),
  );
  return Array.from({ length: most }, (_, at) => {
    const isCut = at === most - 1 && lines.length > most;
    return info(`${key}/${at}`, isCut ? clip(lines.slice(at).join(' '), MENU_LINE_CHARACTERS) : (lines[at] ?? null));
  });
}

export function submenu(key: string, label: string, children: readonly TrayMenuItem[]): TrayMenuItem {
  return { ...item(key, label), kind: 'submenu', enabled: true, children };
}

export function check(key: string, label: string, checked: boolean, command: Command): TrayMenuItem {
  return { ...item(key, label), kind: 'check', enabled: true, checked, command };
}

/** One that is always possible. */
export function always(key: string, label: string, command: Command): TrayMenuItem {
  return { ...item(key, label), enabled: true, command };
}

export function separator(key: string): TrayMenuItem {
  return { ...item(`separator/${key}`, ''), kind: 'separator' };
}

function item(key: string, label: string): TrayMenuItem {
  return {
    key,
    kind: 'item',
    label,
    enabled: false,
    visible: true,
    checked: false,
    command: null,
    children: [],
  };
}
