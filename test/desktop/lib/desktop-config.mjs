// @ts-check
/** The desktop's settings, written before its programs start: no first-run dialog, and every thing at a known place. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {'dark' | 'light'} PanelTheme */

/** The panel lies along the upper edge of the screen, over its whole width. */
export const PANEL_HEIGHT = 32;
/** Side of the icon inside the panel; 16 and 22 px are what desktops really show, see `icon-size` below. */
export const TRAY_ICON_SIZE = 22;

/**
 * @param {string} home
 * @param {{ panel: PanelTheme }} options
 */
export function writeDesktopConfig(home, { panel }) {
  write(home, '.config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml', panelChannel(panel));
  write(home, '.config/gtk-3.0/settings.ini', '[Settings]\ngtk-font-name=DejaVu Sans 10\ngtk-enable-animations=0\n');
  write(home, '.config/dunst/dunstrc', DUNSTRC);
  // npm and npx look for a newer npm on their first run in a new HOME, and say so in the middle of a test's output.
  write(home, '.npmrc', 'update-notifier=false\n');
}

/** @param {string} home @param {string} path @param {string} text */
function write(home, path, text) {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/**
 * An expanding separator pushes the systray to the right edge, as on a person's desktop: a single item is always at the
 * same place. `hide-new-items` off: every item is shown, none behind an arrow.
 * @param {PanelTheme} theme
 */
function panelChannel(theme) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="dark-mode" type="bool" value="${theme === 'dark'}"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="${PANEL_HEIGHT}"/>
      <property name="icon-size" type="uint" value="${TRAY_ICON_SIZE}"/>
      <property name="enter-opacity" type="uint" value="100"/>
      <property name="leave-opacity" type="uint" value="100"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
        <value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="hide-new-items" type="bool" value="false"/>
      <property name="icon-size" type="int" value="${TRAY_ICON_SIZE}"/>
    </property>
  </property>
</channel>
`;
}

// At the bottom: a menu of the tray, at the top, stays in full sight. A left click does what desktops do on a click on a notification (its default action); the middle one closes it.
const DUNSTRC = `[global]
    monitor = 0
    follow = none
    origin = bottom-right
    offset = 12x12
    width = 380
    font = DejaVu Sans 10
    progress_bar = true
    show_indicators = false
    mouse_left_click = do_action, close_current
    mouse_middle_click = close_current
    mouse_right_click = close_all
    notification_limit = 10
    markup = full
    dmenu = ${fileURLToPath(new URL('../dunst-menu.sh', import.meta.url))}
`;
