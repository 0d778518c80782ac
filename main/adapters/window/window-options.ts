import type { BrowserWindowConstructorOptions, Session } from 'electron';

export interface WindowLook {
  readonly isDark: boolean;
  readonly iconFile: string;
}

/** The first colour on the screen, before the page paints: the page's own background (renderer/styles). */
const BACKGROUND = { light: '#f6f6f7', dark: '#1b1c1f' } as const;

export function windowOptions(
  look: WindowLook,
  session: Session,
  preloadFile: string,
): BrowserWindowConstructorOptions {
  return {
    show: false,
    width: 900,
    height: 680,
    minWidth: 420,
    minHeight: 560,
    title: 'hermes-tray',
    icon: look.iconFile,
    backgroundColor: look.isDark ? BACKGROUND.dark : BACKGROUND.light,
    autoHideMenuBar: true,
    webPreferences: {
      session,
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    },
  };
}
