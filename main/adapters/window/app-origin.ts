import { protocol } from 'electron';

export const APP_SCHEME = 'app';
export const APP_HOST = 'hermes-tray';
/** What a frame of our page calls its origin; `file:` is used nowhere. */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const PAGE_URL = `${APP_ORIGIN}/index.html`;

/** Must be called before Electron's `ready`, and only once. Costs nothing until a window is opened. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true } }]);
}
