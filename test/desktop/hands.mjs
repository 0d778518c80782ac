// @ts-check
/**
 * A person's hands and eyes for tests inside the private desktop session: mouse, keys, pictures, and where things are.
 * Everything goes through the real X server; nothing here knows the app.
 */

import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GiveUp, run, until } from './lib/until.mjs';

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {Point & { width: number, height: number }} Box in pixels of the screen */

const LEFT = 1;
const RIGHT = 3;

/**
 * Writes a picture of the screen; the ending of `file` decides its format.
 * @param {string} file
 * @param {{ crop?: Box }} [options]
 */
export async function screenshot(file, { crop } = {}) {
  await mkdir(dirname(file), { recursive: true });
  const area = crop === undefined ? [] : ['-crop', `${crop.width}x${crop.height}+${crop.x}+${crop.y}`, '+repage'];
  await act('import', ['-silent', '-window', 'root', ...area, file]);
}

/** @param {number} x @param {number} y @returns {Promise<string>} such as `#35bf5c` */
export async function colourAt(x, y) {
  const pixel = await act('import', [
    '-silent',
    '-window',
    'root',
    '-crop',
    `1x1+${x}+${y}`,
    '+repage',
    '-depth',
    '8',
    'txt:-',
  ]);
  return (/#[0-9A-F]{6}/.exec(pixel)?.[0] ?? '').toLowerCase();
}

/** @param {number} x @param {number} y */
export async function moveMouse(x, y) {
  // --sync waits for the pointer to move, and forever if it's there already.
  await act('xdotool', ['mousemove', String(x), String(y)]);
}

/** @param {number} x @param {number} y @param {number} [button] 1 left, 2 middle, 3 right, 4 and 5 the wheel */
export async function click(x, y, button = LEFT) {
  await act('xdotool', ['mousemove', String(x), String(y), 'click', String(button)]);
}

/** @param {...string} keys such as `Escape`, `Down`, `ctrl+q`, pressed one after the other */
export async function key(...keys) {
  await act('xdotool', ['key', ...keys]);
}

/** @param {string} text */
export async function typeText(text) {
  await act('xdotool', ['type', '--delay', '5', text]);
}

/**
 * The middle of a tray item. Waits until the panel shows as many items as are registered with it, at least one.
 *
 * The systray plugin has a window of its own at the right end of the panel, and gives each item a square of it.
 * @param {{ index?: number, deadlineMs?: number }} [options] index: from the left, for a session with several items
 * @returns {Promise<Point & { box: Box }>}
 */
export async function findTrayIcon({ index = 0, deadlineMs = 10_000 } = {}) {
  const box = await until(
    'the tray item on the panel',
    async () => {
      const count = await countTrayItems();
      const tray = await trayBox();
      if (count === 0 || tray === null || tray.width < count * (tray.height - 2)) return null;
      if (index >= count) throw new GiveUp(`there is no tray item ${index}, only ${count}`);
      const width = Math.floor(tray.width / count);
      return { ...tray, x: tray.x + index * width, width };
    },
    { deadlineMs },
  );
  return { x: box.x + Math.floor(box.width / 2), y: box.y + Math.floor(box.height / 2), box };
}

/** Left click on the single tray item. */
export async function clickTray() {
  const { x, y } = await findTrayIcon();
  await click(x, y, LEFT);
}

/**
 * Right click on the single tray item; resolves when its menu is on the screen.
 * @returns {Promise<Box>} of the menu
 */
export async function openTrayMenu() {
  const { x, y } = await findTrayIcon();
  await click(x, y, RIGHT);
  return until('the tray item’s menu', menuBox);
}

/** @returns {Promise<Box | null>} of the panel's open menu */
export async function menuBox() {
  const boxes = await windowsOf('Wrapper-2.0');
  return boxes.find(({ y, height, width }) => y >= 0 && height > 20 && width > 40) ?? null;
}

/** @returns {Promise<number>} how many items are registered with the StatusNotifierWatcher; 0 without one */
export async function countTrayItems() {
  const where = ['org.kde.StatusNotifierWatcher', '/StatusNotifierWatcher', 'org.kde.StatusNotifierWatcher'];
  const { stdout } = await run('busctl', ['--user', 'get-property', ...where, 'RegisteredStatusNotifierItems']);
  return Number(/^as (\d+)/.exec(stdout)?.[1] ?? 0);
}

/**
 * Waits for a visible window.
 * @param {string | RegExp} title the whole title, or what it matches
 * @param {{ deadlineMs?: number }} [options]
 * @returns {Promise<{ id: number, title: string, box: Box }>}
 */
export async function findWindow(title, { deadlineMs = 10_000 } = {}) {
  return until(
    `a window titled ${title}`,
    async () => {
      const windows = await listWindows();
      return windows.find((window) => (typeof title === 'string' ? window.title === title : title.test(window.title)));
    },
    { deadlineMs },
  );
}

/** @returns {Promise<{ id: number, title: string, box: Box }[]>} the windows that are on the screen and have a title */
export async function listWindows() {
  const { stdout } = await run('xdotool', ['search', '--onlyvisible', '--name', '.+']);
  const windows = stdout
    .split('\n')
    .filter(Boolean)
    .map(Number)
    .map(async (id) => {
      const title = await run('xdotool', ['getwindowname', String(id)]);
      const geometry = await run('xdotool', ['getwindowgeometry', '--shell', String(id)]);
      const value = (/** @type {string} */ name) =>
        Number(new RegExp(`^${name}=(-?\\d+)`, 'm').exec(geometry.stdout)?.[1] ?? 0);
      return {
        id,
        title: title.stdout.trimEnd(),
        box: { x: value('X'), y: value('Y'), width: value('WIDTH'), height: value('HEIGHT') },
      };
    });
  return Promise.all(windows);
}

/**
 * @typedef {object} ShownNotification
 * @property {string} appname
 * @property {string} summary
 * @property {string} body
 * @property {string} urgency LOW, NORMAL or CRITICAL
 * @property {number} progress −1 without a bar
 * @property {number} id replaced notifications keep it
 * @property {Readonly<Record<string, string>>} actions label by key
 */

/** Every notification since the session's start, oldest first, as the notification daemon (`dunst -print`) got it. @returns {ShownNotification[]} */
export function shownNotifications() {
  const log = readFileSync(join(process.env['HERMES_TRAY_DESKTOP_DIR'] ?? '', 'logs/notifications.log'), 'utf8');
  return [...log.matchAll(/^\{\n([\s\S]*?)^\}$/gm)].map(([, block = '']) => {
    // Text is printed as it came, line breaks and quotes included, so the next field's name ends it.
    const text = (/** @type {string} */ name, /** @type {string} */ next) =>
      new RegExp(`^\\t${name}: '([\\s\\S]*?)'\\n\\t${next}:`, 'm').exec(block)?.[1] ?? '';
    const word = (/** @type {string} */ name) => new RegExp(`^\\t${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
    const actions = /^\tactions: \{\n([\s\S]*?)^\t\}/m.exec(block)?.[1] ?? '';
    return {
      appname: text('appname', 'summary'),
      summary: text('summary', 'body'),
      body: text('body', 'icon'),
      urgency: word('urgency'),
      progress: Number(word('progress')),
      id: Number(word('id')),
      actions: Object.fromEntries(
        [...actions.matchAll(/^\t\t"(.*)": "(.*)"$/gm)].map(([, name = '', label = '']) => [name, label]),
      ),
    };
  });
}

/** @returns {Promise<Box | null>} of the panel's systray plugin */
async function trayBox() {
  const boxes = await windowsOf('Wrapper-2.0');
  return boxes.find(({ y, height, width }) => y === 0 && height > 10 && width > 10) ?? null;
}

/** Windows of a class that are mapped, with their place on the screen. @param {string} windowClass @returns {Promise<Box[]>} */
export async function windowsOf(windowClass) {
  const { stdout } = await run('xdotool', ['search', '--onlyvisible', '--class', windowClass]);
  const boxes = stdout
    .split('\n')
    .filter(Boolean)
    .map(async (id) => {
      const { stdout: text } = await run('xwininfo', ['-id', id]);
      const value = (/** @type {string} */ name) => Number(new RegExp(`${name}:\\s+(-?\\d+)`).exec(text)?.[1] ?? -1);
      return {
        x: value('Absolute upper-left X'),
        y: value('Absolute upper-left Y'),
        width: value('Width'),
        height: value('Height'),
      };
    });
  return Promise.all(boxes);
}

/** @param {string} file @param {readonly string[]} args */
async function act(file, args) {
  const { code, stdout, stderr } = await run(file, args);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}: ${stderr.trim()}`);
  return stdout;
}
