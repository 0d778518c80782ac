import type { WindowApi } from '../main/core/ipc-contract';

declare global {
  interface Window {
    readonly api: WindowApi;
  }
}

/** The main process, as the preload script shows it to this page: the only thing here that is not the page's own. */
export function windowApi(): WindowApi {
  return window.api;
}
