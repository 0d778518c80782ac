import { BrowserWindow, nativeTheme, type RenderProcessGoneDetails, type Session, type WebContents } from 'electron';
import type { AppWindow, WindowSource } from '../../app/ports/app-window';
import type { Logger } from '../../app/ports/logger';
import type { AppState } from '../../core/state';
import { APP_ORIGIN, PAGE_URL } from './app-origin';
import { guardPage } from './guard-page';
import { createPageSession } from './page-session';
import { windowOptions } from './window-options';

export interface ElectronWindowParts {
  /** What electron-vite built from renderer/. */
  readonly pageFolder: string;
  readonly preloadFile: string;
  readonly iconFile: string;
  /** Speaks with the page (adapters/ipc), from now until its `close`. */
  readonly connect: (page: WebContents, origin: string, source: WindowSource) => PageConnection;
  readonly logger: Logger;
}

export interface PageConnection {
  push(state: AppState): void;
  close(): void;
}

/** A page that has painted nothing by then is shown as it is: an empty window can be seen and closed, none can't. */
const SHOW_DEADLINE_MS = 3000;

/** The window of the AppWindow port. Until the first `show` it makes nothing at all, no session either. */
export function createElectronWindow(parts: ElectronWindowParts): AppWindow {
  const { logger } = parts;
  let source: WindowSource | null = null;
  let pageSession: Session | null = null;
  let open: OpenWindow | null = null;
  let mayReopen = false;

  function openWindow(from: WindowSource): void {
    pageSession ??= createPageSession(parts.pageFolder);
    open = createOpenWindow(parts, pageSession, from, {
      closed() {
        open = null;
      },
      crashed(details) {
        logger.error(`the window's process ended: ${details.reason}, exit code ${details.exitCode}`);
        if (!mayReopen) {
          logger.error('the window stays closed: its process ended again; open it from the tray to try once more');
          return;
        }
        mayReopen = false;
        openWindow(from);
      },
    });
  }

  return {
    start(given) {
      source = given;
    },
    show() {
      if (source === null) throw new Error('the window was shown before it was started');
      mayReopen = true;
      if (open === null) openWindow(source);
      else open.bringToFront();
    },
    update(state) {
      open?.push(state);
    },
    close() {
      open?.close();
    },
  };
}

interface OpenWindow {
  push(state: AppState): void;
  bringToFront(): void;
  close(): void;
}

interface OpenWindowListener {
  closed(): void;
  /** Its process ended by itself; the window is closed by then. */
  crashed(details: RenderProcessGoneDetails): void;
}

function createOpenWindow(
  parts: ElectronWindowParts,
  session: Session,
  source: WindowSource,
  listener: OpenWindowListener,
): OpenWindow {
  const { logger } = parts;
  const look = { isDark: nativeTheme.shouldUseDarkColors, iconFile: parts.iconFile };
  const window = new BrowserWindow(windowOptions(look, session, parts.preloadFile));
  const page = window.webContents;
  const connection = parts.connect(page, APP_ORIGIN, source);
  const deadline = setTimeout(() => reveal('it did not paint in time'), SHOW_DEADLINE_MS);

  function reveal(trouble: string | null): void {
    clearTimeout(deadline);
    if (trouble !== null) logger.warn(`showing the window although ${trouble}`);
    window.show();
    window.focus();
  }

  window.removeMenu();
  guardPage(page, logger);
  window.once('ready-to-show', () => reveal(null));
  page.on('unresponsive', () => logger.warn('the window does not answer'));
  page.on('before-input-event', (event, { type, control, key }) => {
    if (type !== 'keyDown' || !control || key.toLowerCase() !== 'w') return;
    event.preventDefault();
    window.close();
  });
  page.on('render-process-gone', (_event, details) => {
    if (window.isDestroyed()) return;
    window.destroy();
    listener.crashed(details);
  });
  window.once('closed', () => {
    clearTimeout(deadline);
    connection.close();
    listener.closed();
  });
  page.loadURL(PAGE_URL).catch((error: unknown) => {
    // Closed while it loaded: nobody misses it.
    if (!window.isDestroyed()) logger.error('the window could not load its page', error);
  });

  return {
    push: (state) => connection.push(state),
    bringToFront() {
      if (window.isMinimized()) window.restore();
      reveal(null);
    },
    // No question to the page first: it holds nothing that could be lost, and it may hang.
    close: () => window.destroy(),
  };
}
