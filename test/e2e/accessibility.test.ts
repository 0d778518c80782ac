import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ElectronApplication, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { VIEWS } from '../../main/core/view';
import { until } from '../desktop/lib/until.mjs';
import { setScene } from './scene';
import { launchWithWindow } from './window-under-test';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const scene = setScene();

async function appWithWindow() {
  const app = await launchWithWindow();
  scene.onEnd(() => app.close());
  const page = await app.openWindow();
  // Through the debugger, which the page's policy does not bind.
  await page.evaluate(`${AXE}; undefined`);
  return { app, page };
}

/** What axe finds, a line each: the rule and where it was broken. */
function faults(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => id + ': ' + html + ' ' + (any[0]?.message ?? ''))))`);
}

async function setScheme(electron: ElectronApplication, page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await electron.evaluate(({ nativeTheme }, source) => {
    nativeTheme.themeSource = source;
  }, scheme);
  await until(`the page to be ${scheme}`, () =>
    page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: ${scheme})').matches`),
  );
}

describe('axe finds nothing', () => {
  it.each(['light', 'dark'] as const)('in any view of a gateway that runs, in a %s window', async (scheme) => {
    await scene.gateway();
    const { app, page } = await appWithWindow();
    await page.getByRole('heading', { name: 'Running · healthy' }).waitFor();
    await setScheme(app.electron, page, scheme);
    for (const name of VIEWS) {
      await page.locator(`[role=tab][data-key=${name}]`).click();
      await page.locator(`.view-${name}`).waitFor();
      expect([name, await faults(page)]).toEqual([name, []]);
    }
  });

  it('in what is said of a gateway that fell over', async () => {
    const gateway = await scene.gateway();
    const { page } = await appWithWindow();
    await page.getByRole('heading', { name: 'Running · healthy' }).waitFor();
    process.kill(await gateway.mainPid(), 'SIGTERM');
    await page.getByText('Stopped by SIGTERM from outside').first().waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await faults(page)).toEqual([]);
  });

  it('in the question before work is cut', async () => {
    const gateway = await scene.gateway();
    const { page } = await appWithWindow();
    await gateway.simulator.setAgents(2);
    await page.getByRole('heading', { name: 'Running · busy' }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('alertdialog').waitFor();
    expect(await faults(page)).toEqual([]);
  });

  it('in the settings with all that can be open', async () => {
    await scene.gateway();
    await scene.gateway({ profile: 'coder' });
    const { page } = await appWithWindow();
    await page.locator('[role=tab][data-key=settings]').click();
    await page.getByText('Only these').click();
    await page.getByRole('checkbox', { name: /coder/ }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: /What is written down/ }).click();
    await page.getByRole('listbox', { name: 'What is written down' }).waitFor();
    expect(await faults(page)).toEqual([]);
  });

  it('where there is no gateway', async () => {
    const { page } = await appWithWindow();
    await page.locator('.empty').waitFor();
    expect(await faults(page)).toEqual([]);
  });
});

describe('the keyboard', () => {
  it('reaches every view, and shows where it is', async () => {
    await scene.gateway();
    const { page } = await appWithWindow();
    await page.getByRole('heading', { name: 'Running · healthy' }).waitFor();
    await page.keyboard.press('Tab');
    for (const name of VIEWS) {
      const tab = page.locator(`[role=tab][data-key=${name}]`);
      await tab.and(page.locator('[data-focus-visible]')).waitFor();
      expect(await tab.getAttribute('aria-selected')).toBe('true');
      expect(await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
      await page.keyboard.press('ArrowDown');
    }
  });
});
