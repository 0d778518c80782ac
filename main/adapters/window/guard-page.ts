import type { WebContents } from 'electron';
import type { Logger } from '../../app/ports/logger';

/** Keeps a page where it is: it shows our document, opens no other one anywhere, and embeds none. */
export function guardPage(page: WebContents, logger: Logger): void {
  const refuse = (what: string) => (event: { preventDefault(): void; readonly url?: string }) => {
    event.preventDefault();
    logger.warn(`the window tried to ${what}, which was refused`, event.url);
  };
  // Our own loadURL fires none of these.
  page.on('will-navigate', refuse('go to another page'));
  page.on('will-frame-navigate', refuse('load a frame'));
  page.on('will-redirect', refuse('follow a redirect'));
  page.on('will-attach-webview', (event) => {
    event.preventDefault();
    logger.warn('the window tried to embed a web view, which was refused');
  });
  page.setWindowOpenHandler(({ url }) => {
    logger.warn('the window tried to open another window, which was refused', url);
    return { action: 'deny' };
  });
}
