import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { until } from '../desktop/lib/until.mjs';
import { logLine } from '../fixtures/log-lines';
import type { GatewayUnderTest } from './gateway-under-test';
import { setScene } from './scene';
import { type AppWithWindow, launchWithWindow } from './window-under-test';

const scene = setScene();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const BEGAN = new Date(2026, 10, 23, 10, 0, 0).getTime();
const TRACEBACK =
  'Traceback (most recent call last):\n  File "loop.py", line 7, in run\nValueError: no <b>such</b> thing';

interface OpenLogs {
  readonly app: AppWithWindow;
  readonly page: Page;
  readonly gateway: GatewayUnderTest;
  readonly file: string;
  append(content: string): void;
}

/** `number 0` and on, a second apart. */
function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => {
    const at = BEGAN + (from + index) * 1000;
    return `${logLine(`number ${from + index}`, { at, session: `s${(from + index) % 3}` })}\n`;
  }).join('');
}

/** The window with its Logs view on a log of this content. The gateway does not run, so nobody else writes. */
async function openLogs(content: string): Promise<OpenLogs> {
  const gateway = await scene.gateway({ isStarted: false });
  const file = join(gateway.home, 'logs', 'agent.log');
  mkdirSync(join(gateway.home, 'logs'), { recursive: true });
  writeFileSync(file, content);
  const app = await launchWithWindow();
  scene.onEnd(() => app.close());
  const page = await app.openWindow();
  await page.getByRole('tab', { name: 'Logs' }).click();
  return { app, page, gateway, file, append: (more) => appendFileSync(file, more) };
}

function row(page: Page, text: string | RegExp) {
  return page.getByRole('row').filter({ hasText: text });
}

function shows(page: Page, text: string | RegExp): Promise<void> {
  return row(page, text).last().waitFor({ timeout: 10_000 });
}

function isInView(page: Page, text: string): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const grid = document.querySelector('[role=grid]')?.getBoundingClientRect();
    const row = [...document.querySelectorAll('[role=row]')].find((one) => one.textContent.includes(${JSON.stringify(text)}));
    const box = row?.getBoundingClientRect();
    return grid !== undefined && box !== undefined && box.top >= grid.top - 1 && box.bottom <= grid.bottom + 1;
  })()`);
}

/** As the button of a notification does. */
async function showLogAt(page: Page, gateway: GatewayUnderTest, at: number): Promise<void> {
  const command = { kind: 'show-window', view: { name: 'logs', unit: gateway.unit.name, at } };
  await page.evaluate(`window.api.runCommand(${JSON.stringify(command)})`);
}

/** How many rows there are by what the grid says. */
async function rowCount(page: Page): Promise<number> {
  return Number(await page.getByRole('grid').getAttribute('aria-rowcount'));
}

/** Which files of the log the app holds open. */
async function openFiles({ app }: OpenLogs): Promise<readonly string[]> {
  const pid = await app.electron.evaluate(() => process.pid);
  return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
    try {
      const target = readlinkSync(`/proc/${pid}/fd/${name}`);
      return /agent\.log/.test(target) ? [target] : [];
    } catch {
      return [];
    }
  });
}

describe('the Logs view', () => {
  it('shows the newest entries, follows, pauses when one scrolls up, and goes on', async () => {
    const { page, append } = await openLogs(lines(0, 500));
    await shows(page, 'number 499');
    expect(await rowCount(page)).toBe(500);
    append(lines(500, 510));
    await until('the newest to be in view', () => isInView(page, 'number 509'));

    await page.getByRole('grid').hover();
    await page.mouse.wheel(0, -2000);
    await page.getByRole('button', { name: /Follow/ }).waitFor();
    append(lines(510, 513));
    const follow = page.getByRole('button', { name: '3 new entries · Follow' });
    await follow.waitFor();
    expect(await isInView(page, 'number 512')).toBe(false);
    await follow.click();
    await until('the newest to be in view', () => isInView(page, 'number 512'));
    expect(await follow.count()).toBe(0);
  });

  it('filters by level, text, session and logger, and shows what was found among its neighbours', async () => {
    const warning = logLine('look at me', {
      at: BEGAN + 200_500,
      level: 'WARNING',
      session: 'sx',
      logger: 'agent.loop',
    });
    const { page } = await openLogs(`${lines(0, 200)}${warning}\n${lines(201, 1500)}`);
    await shows(page, 'number 1499');
    const count = page.locator('.log-count');
    await page.getByRole('button', { name: 'WARNING' }).click();
    await until('one row', async () => (await count.textContent()) === '1 of 1,500 entries');
    await row(page, 'look at me').click();
    await page.getByRole('button', { name: 'WARNING' }).click();
    await until('all rows, and the one that was chosen', () => isInView(page, 'look at me'));
    await shows(page, 'number 199');

    await row(page, 'look at me').getByRole('button', { name: 'Only logger agent.loop' }).click();
    await until('one row', async () => (await count.textContent()) === '1 of 1,500 entries');
    await page.getByRole('button', { name: 'Remove filter: Logger agent.loop' }).click();
    await shows(page, 'number 199');
    await page.getByRole('button', { name: 'Follow' }).click();
    await row(page, 'number 1498').getByRole('button', { name: 'Only session s1' }).click();
    await until('a third', async () => (await count.textContent()) === '500 of 1,500 entries');
    await page.getByRole('searchbox').fill('NUMBER 1');
    await page.getByText('No entry matches').waitFor();
    await page.getByRole('button', { name: 'Reset filters' }).click();
    await page.getByRole('searchbox').fill('number 149');
    await until('eleven rows', async () => (await count.textContent()) === '11 of 1,500 entries');
    expect(await page.locator('mark').first().textContent()).toBe('number 149');
    await until('the newest match to be in view', () => isInView(page, 'number 1499'));
  });

  it('folds a traceback, copies it whole, and opens its folder', async () => {
    const error = `${logLine('went wrong', { at: BEGAN, level: 'ERROR' })}\n${TRACEBACK}\n`;
    const { app, page } = await openLogs(lines(0, 30) + error + lines(30, 31));
    await shows(page, 'went wrong');
    expect(await page.getByText('ValueError').count()).toBe(0);
    await page.getByRole('button', { name: 'Unfold: 3 more lines' }).click();
    await page.getByText('ValueError: no <b>such</b> thing').waitFor();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('One entry copied').waitFor();
    expect(await app.electron.evaluate(({ clipboard }) => clipboard.readText())).toBe(error);
    await page.getByRole('button', { name: 'Fold', exact: true }).click();
    expect(await page.getByText('ValueError').count()).toBe(0);
  });

  it('jumps to a moment that is typed, and to one that a notification names', async () => {
    const { page, gateway } = await openLogs(lines(0, 20_000));
    await shows(page, 'number 19999');
    await page.getByRole('button', { name: 'Jump to…' }).click();
    await page.getByRole('textbox', { name: 'Date and time' }).fill('tomorrow');
    await page.keyboard.press('Enter');
    await page.getByText(/^That is no date or time/).waitFor();
    await page.getByRole('textbox', { name: 'Date and time' }).fill('2026-11-23 10:20:34');
    await page.keyboard.press('Enter');
    await until('the moment to be in view', () => isInView(page, 'number 1234'));
    expect(await row(page, 'number 1234').getAttribute('aria-selected')).toBe('true');

    await showLogAt(page, gateway, BEGAN + 7_654_000);
    await until('the other moment to be in view', () => isInView(page, 'number 7654'));

    // Neither a filter nor another log may hide it.
    await page.getByRole('searchbox').fill('number 199');
    await until('what is looked for', async () => (await rowCount(page)) < 20_000);
    await showLogAt(page, gateway, BEGAN + 3_210_000);
    await until('the moment to be in view', () => isInView(page, 'number 3210'));
    await page.getByText('The filters were taken off to show this moment').waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    await page.getByRole('radio', { name: /^Errors/ }).click();
    await page.getByText('This log is not there yet').waitFor();
    await showLogAt(page, gateway, BEGAN + 4_321_000);
    await until('the moment to be in view', () => isInView(page, 'number 4321'));
    await page.getByText('This moment is shown in another log: Agent').waitFor();
  });

  it('loses and doubles nothing when the log is rotated under it, and waits for one that is not there', async () => {
    const { page, file, append } = await openLogs(lines(0, 300));
    await shows(page, 'number 299');
    append(lines(300, 320));
    renameSync(file, `${file}.1`);
    append(lines(320, 340));
    await shows(page, 'number 339');
    expect(await rowCount(page)).toBe(340);
    await page.getByRole('radio', { name: /^Errors/ }).click();
    await page.getByText('This log is not there yet').waitFor();
    writeFileSync(file.replace('agent', 'errors'), lines(0, 2));
    await shows(page, 'number 1');
    await page.getByRole('radio', { name: 'Errors', exact: true }).waitFor();
    const gatewayLog = page.getByRole('radio', { name: 'Gateway', exact: true });
    expect(await gatewayLog.count()).toBe(0);
    writeFileSync(file.replace('agent', 'gateway'), lines(0, 2));
    await gatewayLog.waitFor();
    rmSync(file.replace('agent', 'errors'));
    await page.getByRole('radio', { name: 'Errors (not there)' }).waitFor();
    await page.getByText('This log is not there any more').waitFor();
    await shows(page, 'number 1');
  });

  it('says that it is not read any more, and reads it anew', async () => {
    const { app, page, append } = await openLogs(lines(0, 30));
    await shows(page, 'number 29');
    await app.electron.evaluate(({ BrowserWindow }) => {
      // Whichever number the view has.
      for (const view of [1, 2, 3, 4]) {
        const update = { kind: 'ended', view, message: 'what read the log has failed: boom' };
        BrowserWindow.getAllWindows()[0]?.webContents.send('hermes-tray:log-lines', update);
      }
    });
    await page.getByRole('alert').getByText('The log is not read any more').waitFor();
    await page.getByText('What read the log has failed: boom').waitFor();
    expect(await page.getByRole('grid').count()).toBe(0);
    await page.getByRole('button', { name: 'Try again' }).click();
    append(lines(30, 31));
    await shows(page, 'number 30');
  });

  it('says what went wrong with what was pressed', async () => {
    const { app, page } = await openLogs(lines(0, 30));
    await shows(page, 'number 29');
    await app.electron.evaluate(({ shell }) => {
      shell.showItemInFolder = () => {
        throw new Error('no file manager');
      };
    });
    await page.getByRole('button', { name: 'Open folder' }).click();
    await page
      .getByRole('alert')
      .getByText(/no file manager/)
      .waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('shows what a log says as text, whatever it is', async () => {
    const bad = [
      logLine('<img src=x onerror="window.ran = true"><script>window.ran = true</script>', { at: BEGAN }),
      logLine('\u202e\u001b[31mevil\u0000 שלום', { at: BEGAN }),
      logLine(`long ${'x'.repeat(10 * 1024 * 1024)}`, { at: BEGAN }),
    ];
    const { app, page } = await openLogs(`${bad.join('\n')}\n`);
    await shows(page, '<img src=x onerror=');
    await shows(page, '‹U+202E›‹ESC›[31mevil‹NUL› שלום');
    expect(await page.locator('.log-list img, .log-list script').count()).toBe(0);
    expect(await page.evaluate('window.ran')).toBeUndefined();
    const long = row(page, 'long xxx');
    expect((await long.textContent())?.length).toBeLessThan(5000);
    await long.getByText('10.5 MB').waitFor();
    await long.click();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('One entry copied').waitFor();
    expect(await clipboardOf(app)).toBe(`${bad[2]}\n`);
  });

  it('is used by keys alone', async () => {
    const error = `${logLine('went wrong', { at: BEGAN, level: 'ERROR', session: 'sk' })}\n${TRACEBACK}\n`;
    const { app, page } = await openLogs(lines(0, 100) + error + lines(100, 102));
    await shows(page, 'number 101');
    const active = () => page.evaluate<string>('document.activeElement.getAttribute("aria-label") ?? ""');
    await page.keyboard.press('Control+F');
    expect(await active()).toBe('Search in the log');
    for (let presses = 0; (await active()) !== 'Entries of the log'; presses += 1) {
      expect(presses).toBeLessThan(12);
      await page.keyboard.press('Tab');
    }
    for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByText('ValueError').waitFor();
    await page.keyboard.press('Control+C');
    await until('the clipboard to have it', async () => (await clipboardOf(app)) === error);
    await page.keyboard.press('Shift+ArrowUp');
    await page.keyboard.press('Control+C');
    await until('the clipboard to have both', async () => (await clipboardOf(app)) === lines(99, 100) + error);
    await page.keyboard.press('ArrowDown');
    for (let presses = 0; (await active()) !== 'Only session sk'; presses += 1) {
      expect(presses).toBeLessThan(5);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await until('the entry of the session', async () => (await rowCount(page)) === 1);
  });

  it.skipIf(!hasJournal())('shows the journal of the unit where there is one, and follows it', async () => {
    const gateway = await scene.gateway();
    const app = await launchWithWindow();
    scene.onEnd(() => app.close());
    const page = await app.openWindow();
    await page.getByRole('tab', { name: 'Logs' }).click();
    await page.getByRole('radio', { name: 'Journal' }).click();
    await shows(page, /Hermes Gateway Starting/);
    await shows(page, /systemd.*Started|Started.*systemd/);
    await gateway.unit.systemctl('kill', '--signal=KILL', gateway.unit.name);
    await row(page, 'WARNING').filter({ hasText: 'Main process exited' }).last().waitFor({ timeout: 10_000 });
  });

  it.skipIf(hasJournal())('offers no journal where there is none', async () => {
    const { page } = await openLogs(lines(0, 3));
    await shows(page, 'number 2');
    expect(await page.getByRole('radio', { name: 'Journal' }).count()).toBe(0);
  });

  it('costs nothing once it is not shown', async () => {
    const logs = await openLogs(lines(0, 100));
    await shows(logs.page, 'number 99');
    // One for following what the gateway does, one for the view.
    const before = (await openFiles(logs)).length;
    await logs.page.getByRole('tab', { name: 'Overview' }).click();
    await until('the file to be closed', async () => (await openFiles(logs)).length === before - 1);
    await logs.page.getByRole('tab', { name: 'Logs' }).click();
    await until('the file to be open', async () => (await openFiles(logs)).length === before);
    await logs.app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await until('the file to be closed', async () => (await openFiles(logs)).length === before - 1);
  });

  it.each([
    ['light', 1400],
    ['dark', 1400],
    ['light', 420],
    ['dark', 420],
  ] as const)('is found accessible: %s, %i pixels wide', async (scheme, width) => {
    const levels = ['DEBUG', 'WARNING', 'ERROR', 'CRITICAL'].map((level) => logLine('so', { at: BEGAN, level }));
    const error = `${logLine('went wrong', { at: BEGAN, level: 'ERROR' })}\n${TRACEBACK}`;
    const { app, page } = await openLogs(`${lines(0, 50)}${[...levels, error].join('\n')}\n`);
    await app.electron.evaluate(
      ({ BrowserWindow, nativeTheme }, [source, wide]) => {
        nativeTheme.themeSource = source;
        BrowserWindow.getAllWindows()[0]?.setSize(wide, 700);
      },
      [scheme, width] as const,
    );
    await shows(page, 'went wrong');
    // Nothing sticks out, be the text ever so long.
    expect(await page.evaluate('document.querySelector(".logs").scrollWidth <= innerWidth')).toBe(true);
    await page.getByRole('button', { name: 'Unfold: 3 more lines' }).click();
    await row(page, 'number 49').last().click();
    await page.getByRole('button', { name: 'Jump to…' }).click();
    await page.getByRole('textbox', { name: 'Date and time' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('number');
    await page.locator('mark').first().waitFor();
    expect(await violations(page)).toEqual([]);
  });
});

/** systemd writes there, and this user may read it: with `test/desktop/session.mjs --journal`, as root. */
function hasJournal(): boolean {
  try {
    const args = ['--quiet', '--lines=1', '--output=cat', `_UID=${process.getuid?.()}`, '_COMM=systemd'];
    return execFileSync('journalctl', args, { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0;
  } catch {
    return false;
  }
}

function clipboardOf(app: AppWithWindow): Promise<string> {
  return app.electron.evaluate(({ clipboard }) => clipboard.readText());
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  return page.evaluate<string[]>(`axe.run(document).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`);
}
