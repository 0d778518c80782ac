import { type Session, session } from 'electron';
import { APP_HOST, APP_ORIGIN, APP_SCHEME } from './app-origin';
import { listPageFiles, servePageFile } from './page-files';

/** In memory: without `persist:` no cookie, cache or storage of the page ever reaches the disk. */
const PARTITION = 'hermes-tray-window';

/** The page's own browser session, which can load our files and reach nothing else. Electron keeps it once it is made. */
export function createPageSession(pageFolder: string): Session {
  const files = listPageFiles(pageFolder);
  const pageSession = session.fromPartition(PARTITION, { cache: false });
  pageSession.protocol.handle(APP_SCHEME, (request) => servePageFile(files, APP_HOST, request));
  pageSession.webRequest.onBeforeRequest({ urls: ['<all_urls>', `${APP_SCHEME}://*/*`] }, ({ url }, answer) =>
    answer({ cancel: !url.startsWith(`${APP_ORIGIN}/`) }),
  );
  pageSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  pageSession.setPermissionCheckHandler(() => false);
  pageSession.setDevicePermissionHandler(() => false);
  // An unset display media handler refuses already; a download would reach past the page, to the disk.
  pageSession.on('will-download', (event) => event.preventDefault());
  pageSession.setSpellCheckerEnabled(false);
  return pageSession;
}
