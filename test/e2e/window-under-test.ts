import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright-core';
import { attachToPanelItem } from '../desktop/tray-host';
import { appCommand } from './app-under-test';

/** The real app with Playwright's hands in it, hidden at first. */
export interface AppWithWindow {
  readonly electron: ElectronApplication;
  /** Starts the app a second time, as a person does who looks for its window, and gives the page once it shows something. */
  openWindow(): Promise<Page>;
  /** How many pages the main process holds, shown or not. */
  countPages(): Promise<number>;
  readonly settingsFile: string;
  /** Its own log. */
  log(): string;
  close(): Promise<void>;
}

export interface WindowLaunch {
  /** Variables to set beside the session's own. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Switches of Chromium's. */
  readonly switches?: readonly string[];
  /** Its own launch. */
  readonly args?: readonly string[];
  /** What its settings file says at the start. */
  readonly settings?: string;
  /** Given the folder of its state before it starts. */
  readonly prepare?: (stateFolder: string) => void;
  /** False where no panel will show it: then it is not waited for. */
  readonly hasTray?: boolean;
}

export async function launchWithWindow(launch: WindowLaunch = {}): Promise<AppWithWindow> {
  const folder = mkdtempSync(join(tmpdir(), 'hermes-tray-window-'));
  launch.prepare?.(join(folder, 'state'));
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    ...launch.environment,
  };
  const settingsFile = join(folder, 'config', 'hermes-tray', 'settings.json');
  if (launch.settings !== undefined) {
    mkdirSync(join(folder, 'config', 'hermes-tray'), { recursive: true });
    writeFileSync(settingsFile, launch.settings);
  }
  const [file, ...args] = appCommand(false);
  const electron = await _electron.launch({
    executablePath: file,
    args: [...(launch.switches ?? []), ...args, '--hidden', ...(launch.args ?? [])],
    // Playwright's type knows no unset variable, and there is none in an environment.
    env: env as Record<string, string>,
    chromiumSandbox: true,
    // The desktop's own, not the light one that Playwright would pretend.
    colorScheme: null,
  });
  // Until its start-up is over: a second launch before that would find nobody to open the window.
  if (launch.hasTray ?? true) (await attachToPanelItem()).close();
  return {
    electron,
    settingsFile,
    log: () => readFileSync(join(folder, 'state', 'hermes-tray', 'hermes-tray.log'), 'utf8'),
    async openWindow() {
      const opened = electron.waitForEvent('window');
      await promisify(execFile)(file, args, { env, timeout: 20_000 });
      const page = await opened;
      await page.waitForSelector('.status, .empty');
      return page;
    },
    countPages: () => electron.evaluate(({ webContents }) => webContents.getAllWebContents().length),
    async close() {
      await electron.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until the page shows a gateway of this status. */
export function showsStatus(page: Page, status: string | RegExp): Promise<void> {
  return page.getByRole('heading', { name: status, exact: true }).waitFor({ timeout: 10_000 });
}

/** Gives the page a size, in its own pixels. */
export async function resize({ electron }: AppWithWindow, page: Page, size: Size): Promise<void> {
  await electron.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, size);
  await page.waitForFunction(`innerWidth === ${size.width} && innerHeight === ${size.height}`);
}

/** The smallest window there is, and a large one. */
export const SMALLEST: Size = { width: 420, height: 560 };
export const LARGE: Size = { width: 1100, height: 760 };

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Has the whole app in a light or a dark window, whatever the desktop is. */
export async function setScheme({ electron }: AppWithWindow, page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await electron.evaluate(({ nativeTheme }, source) => {
    nativeTheme.themeSource = source;
  }, scheme);
  await page.waitForFunction(`matchMedia('(prefers-color-scheme: ${scheme})').matches`);
}

/** As many stops as a keyboard could make in a view. */
const MOST_TABS = 40;

/** Goes there as a person without a mouse does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stops = 0; stops < MOST_TABS; stops += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${target}`);
}
