/**
 * Options that are Chromium's, Electron's or Node's and stay in our argv: a person may pass them, a package's launcher
 * does, and Chromium adds some of its own to the arguments of a second instance. Names or beginnings of names; there is
 * no complete list, and a typo of one of ours must not be taken for one of them.
 */
const BEGINNINGS = [
  'disable-',
  'enable-',
  'force-',
  'ignore-',
  'inspect',
  'allow-',
  'ozone-',
  'remote-debugging-',
  'use-',
  'gpu-',
  'proxy-',
  'log-net-log',
  'trace-',
  'wayland-',
  'auth-',
  'js-flags',
  'touch-',
  'experimental-',
] as const;

const NAMES: ReadonlySet<string> = new Set([
  'no-sandbox',
  'no-zygote',
  'no-first-run',
  'no-default-browser-check',
  'no-proxy-server',
  'no-xshm',
  'no-deprecation',
  'no-warnings',
  'sandbox',
  'single-process',
  'in-process-gpu',
  'user-data-dir',
  'original-process-start-time',
  'class',
  'name',
  'display',
  'lang',
  'gtk-version',
  'password-store',
  'host-rules',
  'host-resolver-rules',
  'log-file',
  'high-dpi-support',
  'device-scale-factor',
  'default-tile-width',
  'default-tile-height',
  'xdg-portal-required-version',
  'render-node-override',
  'disk-cache-dir',
  'disk-cache-size',
  'crash-dumps-dir',
  'test-type',
  'v',
  'vmodule',
  'throw-deprecation',
  'unhandled-rejections',
  'max-old-space-size',
  'desktop-startup-id',
]);

export function isChromiumSwitch(name: string): boolean {
  return NAMES.has(name) || BEGINNINGS.some((beginning) => name.startsWith(beginning));
}
