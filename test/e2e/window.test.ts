import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '../../scripts/lib/files.mjs';
import { listWindows } from '../desktop/hands.mjs';
import { until } from '../desktop/lib/until.mjs';
import { ATTEMPTS_AT_CODE, ATTEMPTS_TO_LEAVE, WHAT_IS_THERE } from './page-attempts';
import { setScene } from './scene';
import { setScheme, showsStatus, tabTo } from './window-under-test';

const PAGE_URL = 'app://hermes-tray/index.html';
const scene = setScene();

describe('the window', () => {
  it('is not there until it is asked for, then shows the gateway as it changes', async () => {
    const gateway = await scene.gateway();
    const app = await scene.hiddenWindow();
    // By the screen: Playwright's question to a process that has just started lost its answer in whole runs
    // ("Resulting promise was garbage collected").
    expect((await listWindows()).map(({ title }) => title)).not.toContain('hermes-tray');

    const page = await app.openWindow();
    await showsStatus(page, 'Running · healthy');
    expect(await page.locator('.facts').textContent()).toContain(`PID${await gateway.mainPid()}`);
    await gateway.unit.systemctl('stop', gateway.unit.name);
    await showsStatus(page, /^Stopped/);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await showsStatus(page, 'Running · healthy');
    expect(await page.locator('.facts').textContent()).toContain(`PID${await gateway.mainPid()}`);
  });

  it('opens at the log where the tray or the overview asks for it', async () => {
    await scene.gateway();
    const app = await scene.hiddenWindow();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    const opened = app.electron.waitForEvent('window');
    await item.press('View log');
    const page = await opened;
    await page.getByRole('tab', { name: 'Logs', selected: true }).waitFor();
    await page.getByText('Gateway running with 2 platform(s)').waitFor();
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.getByRole('button', { name: 'View log' }).click();
    await page.getByRole('tab', { name: 'Logs', selected: true }).waitFor();
  });

  it('restarts the gateway by its button', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    await showsStatus(page, 'Running · healthy');
    const before = await gateway.mainPid();
    await page.getByRole('button', { name: 'Restart', exact: true }).click();
    await until('another main process', async () => ![0, before].includes(await gateway.mainPid()));
    await showsStatus(page, 'Running · healthy');
  });

  it('restarts it by the keyboard alone, and shows how far that is', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    await gateway.simulator.setAgents(2);
    await showsStatus(page, 'Running · busy');
    const before = await gateway.mainPid();
    await page.getByRole('button', { name: 'Restart', exact: true }).focus();
    await page.keyboard.press('Enter');
    const bar = page.getByRole('progressbar', { name: 'Restart' });
    await bar.waitFor();
    await page.locator('[aria-current=step]', { hasText: 'Finish work' }).waitFor();
    await page.getByText(/^What is left at \d\d:\d\d:\d\d is interrupted by Hermes\.$/).waitFor();
    await page.getByText(/^Draining: 2 of 2 agents left/).waitFor();
    // The button that was pressed has gone; the focus is with what took its place.
    await page.locator('.actions button:focus').waitFor();
    await gateway.simulator.setAgents(1);
    await page.getByText(/^Draining: 1 of 2 agents left/).waitFor();
    expect(Number(await bar.getAttribute('value'))).toBeGreaterThan(0);
    await gateway.simulator.setAgents(0);
    await until('another main process', async () => ![0, before].includes(await gateway.mainPid()));
    await showsStatus(page, 'Running · healthy');
    await page.locator('.actions button:focus').waitFor();
  });

  it('says why a button cannot be pressed, to the keyboard too', async () => {
    await scene.gateway({ isStarted: false });
    const { page } = await scene.window();
    const restart = page.getByRole('button', { name: 'Restart', exact: true });
    await page.locator('[aria-disabled=true]', { hasText: 'Restart' }).waitFor();
    const reason = page.getByRole('tooltip').filter({ hasText: 'is not running' });
    expect(await reason.filter({ visible: true }).count()).toBe(0);
    // By the keyboard, as :focus-visible has it.
    await page.getByRole('button', { name: 'Start', exact: true }).focus();
    await page.keyboard.press('Tab');
    await reason.filter({ visible: true }).waitFor();
    expect(await restart.getAttribute('aria-describedby')).toBe(
      await reason.filter({ visible: true }).getAttribute('id'),
    );
  });

  it('stops and starts it by the keyboard alone', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    await showsStatus(page, 'Running · healthy');
    await tabTo(page, page.getByRole('button', { name: 'Stop', exact: true }));
    await page.keyboard.press('Enter');
    await showsStatus(page, /^Stopped/);
    expect(await gateway.show('ActiveState')).toBe('inactive');
    await tabTo(page, page.getByRole('button', { name: 'Start', exact: true }));
    await page.keyboard.press('Space');
    await showsStatus(page, 'Running · healthy');
    expect(await gateway.show('ActiveState')).toBe('active');
  });

  it('has it restart when idle by the keyboard alone, and cancels that', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    await gateway.simulator.setAgents(1);
    await showsStatus(page, 'Running · busy');
    const pid = await gateway.mainPid();
    await tabTo(page, page.getByRole('button', { name: 'Restart when idle' }));
    await page.keyboard.press('Enter');
    await page.getByText('Waiting for 1 agent to finish').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Cancel restart' }));
    await page.keyboard.press('Enter');
    await showsStatus(page, 'Running · busy');
    await until('the drain request to be taken back', () => !existsSync(join(gateway.home, '.drain_request.json')));
    await gateway.simulator.setAgents(0);
    await showsStatus(page, 'Running · healthy');
    expect(await gateway.mainPid()).toBe(pid);
  });

  it('asks before it restarts now: Escape changes nothing, Yes does', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    await gateway.simulator.setAgents(2);
    await showsStatus(page, 'Running · busy');
    const pid = await gateway.mainPid();
    const now = page.getByRole('button', { name: 'Restart now' });
    await tabTo(page, now);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('alertdialog', { name: 'Restart the gateway now?' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    // Back where one was.
    await now.and(page.locator(':focus')).waitFor();
    expect(await gateway.mainPid()).toBe(pid);
    await page.keyboard.press('Enter');
    await tabTo(page, dialog.getByRole('button', { name: 'Restart now' }));
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await until('another main process', async () => ![0, pid].includes(await gateway.mainPid()));
    await showsStatus(page, 'Running · healthy');
  });

  it('leads from what a verdict rests on into the log, and marks the line', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    await showsStatus(page, 'Running · healthy');
    process.kill(await gateway.mainPid(), 'SIGTERM');
    await page.getByText(/^Back after/).waitFor();
    await page.getByText(/^Recent stops/).click();
    await page.locator('.past-exit', { hasText: 'Stopped by SIGTERM from outside' }).first().click();
    const line = page.locator('.evidence > li', { hasText: 'Received SIGTERM' }).first();
    await line.getByRole('button', { name: /^Show the log at/ }).click();
    await page.getByRole('tab', { name: 'Logs', selected: true }).waitFor();
    const row = page.getByRole('row', { selected: true }).filter({ hasText: 'Received SIGTERM' });
    await row.waitFor();
    const [list, shown] = [await page.getByRole('grid').boundingBox(), await row.boundingBox()];
    if (list === null || shown === null) throw new Error('the line has no place');
    expect(shown.y).toBeGreaterThanOrEqual(list.y);
    expect(shown.y + shown.height).toBeLessThanOrEqual(list.y + list.height);
  });

  it('leaves no page and no process behind when it is closed, and opens again', async () => {
    const { app, page } = await scene.window();
    const pid = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    );
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    const closed = page.waitForEvent('close');
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await closed;
    await until('the process of the page to end', async () => !existsSync(`/proc/${pid}`));
    expect(await app.countPages()).toBe(0);
    expect((await app.openWindow()).url()).toBe(PAGE_URL);
  });

  it('comes back by itself when its process dies, but only once', async () => {
    const { app } = await scene.window();
    const crash = () =>
      app.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
      );
    const again = app.electron.waitForEvent('window');
    await crash();
    await (await again).waitForSelector('.status, .empty');
    await crash();
    await until('the window to be gone', async () => (await app.countPages()) === 0);
    await app.openWindow();
  });

  it('looks as it should on a dark and on a light desktop', async () => {
    await scene.gateway();
    const { app, page } = await scene.window();
    await showsStatus(page, 'Running · healthy');
    const folder = join(PROJECT, 'out', 'screenshots');
    mkdirSync(folder, { recursive: true });
    const backgrounds: string[] = [];
    for (const scheme of ['dark', 'light'] as const) {
      await setScheme(app, page, scheme);
      await page.screenshot({ path: join(folder, `window-${scheme}.png`) });
      backgrounds.push(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor'));
    }
    // What window-options.ts paints before the page does.
    expect(backgrounds).toEqual(['rgb(27, 28, 31)', 'rgb(246, 246, 247)']);
  });
});

describe('the page', () => {
  it('has nothing of Node or Electron, and four ways to the main process', async () => {
    const { page } = await scene.window();
    expect(await page.evaluate(WHAT_IS_THERE)).toEqual({
      node: [],
      api: ['getState', 'onLogLines', 'onStateChanged', 'runCommand'],
    });
  });

  it('may run no code but its own and reach nothing outside', async () => {
    const { page } = await scene.window();
    expect(await page.evaluate(ATTEMPTS_AT_CODE)).toEqual({
      attempts: {
        inlineScript: 'refused',
        eval: 'refused',
        markup: 'refused',
        image: 'refused',
        fetchHttps: 'refused',
        fetchOwn: 'refused',
        fetchFile: 'refused',
        worker: 'refused',
        style: 'refused',
      },
      ranInline: false,
    });
  });

  it('stays where it is, opens nothing and gets no permission', async () => {
    const { app, page } = await scene.window();
    expect(await page.evaluate(ATTEMPTS_TO_LEAVE)).toEqual({
      opened: [null, null],
      frame: 'refused',
      permission: 'denied',
    });
    expect(page.url()).toBe(PAGE_URL);
    expect(await app.countPages()).toBe(1);
  });

  it('is the only one that is answered', async () => {
    const { app } = await scene.window();
    // Another page in the same app, with the same preload script.
    const preload = join(PROJECT, 'out/app/preload/preload.cjs');
    const answer = await app.electron.evaluate(async ({ BrowserWindow }, file) => {
      const other = new BrowserWindow({ show: false, webPreferences: { preload: file } });
      await other.loadURL('data:text/html,<p>other</p>');
      const result: unknown = await other.webContents.executeJavaScript(
        "api.getState().then(() => 'answered', (error) => error.message)",
      );
      other.destroy();
      return result;
    }, preload);
    expect(answer).toMatch(/no handler registered/i);
  });
});
