// @ts-check
/** The Debian packages this project's tooling wants beyond Node, each with the file that shows that it's there. */

import { existsSync } from 'node:fs';

const LIBRARIES = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];

/**
 * @typedef {object} DebianPackage
 * @property {string} name
 * @property {readonly string[]} files any of them shows that it's installed
 */

/** What Electron links against. @type {readonly DebianPackage[]} */
export const ELECTRON_PACKAGES = [
  library('libgtk-3-0', 'libgtk-3.so.0'),
  library('libnss3', 'libnss3.so'),
  library('libasound2', 'libasound.so.2'),
  library('libgbm1', 'libgbm.so.1'),
  library('libxss1', 'libXss.so.1'),
  library('libnotify4', 'libnotify.so.4'),
  library('libatspi2.0-0', 'libatspi.so.0'),
  library('libdrm2', 'libdrm.so.2'),
  library('libsecret-1-0', 'libsecret-1.so.0'),
];

/** What the private desktop session of test/desktop runs. @type {readonly DebianPackage[]} */
export const DESKTOP_PACKAGES = [
  { name: 'systemd', files: ['/usr/lib/systemd/systemd', '/lib/systemd/systemd'] },
  { name: 'dbus-user-session', files: ['/usr/lib/systemd/user/dbus.socket'] },
  program('libglib2.0-bin', 'gdbus'),
  program('util-linux', 'unshare'),
  program('mount', 'mount'),
  program('procps', 'ps'),
  program('xvfb', 'Xvfb'),
  program('xfwm4', 'xfwm4'),
  program('xfce4-panel', 'xfce4-panel'),
  program('xfconf', 'xfconf-query'),
  program('dunst', 'dunst'),
  // A second notification daemon, which does much of it differently; tests start it on a bus of its own.
  {
    name: 'xfce4-notifyd',
    files: LIBRARIES.map((folder) => `${folder}/xfce4/notifyd/xfce4-notifyd`),
  },
  program('xdotool', 'xdotool'),
  program('x11-utils', 'xwininfo'),
  program('imagemagick', 'import'),
  { name: 'adwaita-icon-theme', files: ['/usr/share/icons/Adwaita/index.theme'] },
  // Has every sign the tray's menu uses, among them ● ▰ ▱ ✓ · (looked at in a picture of the panel's menu).
  { name: 'fonts-dejavu-core', files: ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'] },
];

/** @param {readonly DebianPackage[]} packages @returns {DebianPackage[]} those that aren't installed */
export function missingPackages(packages) {
  return packages.filter(({ files }) => !files.some((file) => existsSync(file)));
}

/** The command a person types to install them. @param {readonly DebianPackage[]} packages */
export function installCommand(packages) {
  return `apt-get install -y --no-install-recommends ${packages.map(({ name }) => name).join(' ')}`;
}

/** @param {string} name @param {string} file @returns {DebianPackage} */
function library(name, file) {
  return { name, files: LIBRARIES.map((folder) => `${folder}/${file}`) };
}

/** @param {string} name @param {string} file @returns {DebianPackage} */
function program(name, file) {
  return { name, files: ['/usr/bin', '/bin', '/usr/sbin', '/usr/local/bin'].map((folder) => `${folder}/${file}`) };
}
