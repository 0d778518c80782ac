import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VIEWS } from '../../main/core/view';
import { PROJECT } from '../../scripts/lib/files.mjs';
import { axeFaults } from './axe';
import { writeMonth } from './month-of-flight';
import { setScene } from './scene';
import { resize, SMALLEST, setScheme, showsStatus, tabTo } from './window-under-test';

const scene = setScene();
const SCREENSHOTS = join(PROJECT, 'out', 'screenshots');

describe('axe finds nothing', () => {
  it.each(['light', 'dark'] as const)('in any view of a gateway that runs, in a %s window', async (scheme) => {
    await scene.gateway();
    const { app, page } = await scene.window();
    await page.getByRole('heading', { name: 'Running · healthy' }).waitFor();
    await setScheme(app, page, scheme);
    for (const name of VIEWS) {
      await page.locator(`[role=tab][data-key=${name}]`).click();
      await page.locator(`.view-${name}`).waitFor();
      expect([name, await axeFaults(page)]).toEqual([name, []]);
    }
  });

  it.each(['en_GB', 'de_DE'])('in any view of the smallest window, in the language of %s', async (locale) => {
    const gateway = await scene.gateway();
    const { app, page } = await scene.window({
      environment: { LANG: `${locale}.UTF-8` },
      prepare: (state) => writeMonth(state, gateway.unit.name, Date.now()),
    });
    await resize(app, page, SMALLEST);
    await page.locator('.usage-value').first().waitFor();
    for (const name of VIEWS) {
      await page.locator(`[role=tab][data-key=${name}]`).click();
      await page.locator(`.view-${name}`).waitFor();
      expect([name, await axeFaults(page)]).toEqual([name, []]);
    }
  });

  it('in what is said of a gateway that fell over', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    await page.getByRole('heading', { name: 'Running · healthy' }).waitFor();
    process.kill(await gateway.mainPid(), 'SIGTERM');
    await page.getByText('Stopped by SIGTERM from outside').first().waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await axeFaults(page)).toEqual([]);
  });

  it('in the question before work is cut', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    await gateway.simulator.setAgents(2);
    await page.getByRole('heading', { name: 'Running · busy' }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('alertdialog').waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  it('in the settings with all that can be open', async () => {
    await scene.gateway();
    await scene.gateway({ profile: 'coder' });
    const { page } = await scene.window();
    await page.locator('[role=tab][data-key=settings]').click();
    await page.getByText('Only these').click();
    await page.getByRole('checkbox', { name: /coder/ }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: /What is written down/ }).click();
    await page.getByRole('listbox', { name: 'What is written down' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  it('where there is no gateway', async () => {
    const { page } = await scene.window();
    await page.locator('.empty').waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });
});

describe('the keyboard', () => {
  it('reaches every view, and shows where it is', async () => {
    await scene.gateway();
    const { page } = await scene.window();
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

describe('who wants no motion', () => {
  it('sees none', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    await showsStatus(page, 'Running · healthy');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const name of VIEWS) {
      await page.locator(`[role=tab][data-key=${name}]`).click();
      await page.locator(`.view-${name}`).waitFor();
      expect([name, await page.evaluate<string[]>(MOVING)]).toEqual([name, []]);
    }
    // In the settings, which are shown last, there is some to be found.
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await page.evaluate<string[]>(MOVING)).toContain('switch-mark');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await gateway.simulator.setAgents(1);
    await page.getByRole('tab', { name: 'Overview' }).click();
    await showsStatus(page, 'Running · busy');
    await page.getByRole('button', { name: 'Restart', exact: true }).click();
    await page.getByRole('progressbar', { name: 'Restart' }).waitFor();
    expect(await page.evaluate<string[]>(MOVING)).toEqual([]);
  });
});

describe('who has colours of their own (forced-colors)', () => {
  it('sees the status, which view and gateway is chosen, and where the keyboard is', async () => {
    const gateway = await scene.gateway();
    await scene.gateway({ profile: 'coder', isStarted: false });
    const { page } = await scene.window({
      prepare: (state) => writeMonth(state, gateway.unit.name, Date.now()),
    });
    await page.getByRole('option', { name: /default/ }).click();
    await showsStatus(page, 'Running · healthy');
    await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
    expect(await page.evaluate<string[]>(INVISIBLE)).toEqual([]);
    const behind = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    for (const chosen of ['.view-tab', '.gateway-entry']) {
      const backgrounds = (selected: boolean) =>
        page.evaluate<string[]>(`[...document.querySelectorAll('${chosen}[aria-selected=${selected}]')]
          .map((one) => getComputedStyle(one).backgroundColor)`);
      const [selected] = await backgrounds(true);
      expect([...(await backgrounds(false)), behind]).not.toContain(selected);
    }
    await tabTo(page, page.getByRole('button', { name: 'Stop', exact: true }));
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outline');
    expect(outline).toMatch(/solid/);
    expect(outline).not.toContain(behind);
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, 'forced-colors-focus.png') });
    for (const name of VIEWS) {
      await page.locator(`[role=tab][data-key=${name}]`).click();
      await page.locator(`.view-${name}`).waitFor();
      await page.screenshot({ path: join(SCREENSHOTS, `forced-colors-${name}.png`) });
    }
  });
});

/** What tells the status and has the colour of what is behind it. */
const INVISIBLE = `(() => {
  const behind = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return element.parentElement === null || !colour.endsWith(', 0)') ? colour : behind(element.parentElement);
  };
  return [...document.querySelectorAll('.status > *, .gateway-entry-status, .platform-mark')]
    .filter((element) => getComputedStyle(element).color === behind(element))
    .map(({ className, textContent }) => className + ': ' + textContent);
})()`;

/** The classes of all that moves or would, with the parts that CSS makes. */
const MOVING = `(() => {
  const parts = [null, '::before', '::after', '::-webkit-progress-value'];
  const moves = (style) =>
    style.animationName !== 'none' || style.transitionDuration.split(', ').some((time) => time !== '0s');
  return [...document.querySelectorAll('body, body *')]
    .filter((element) => parts.some((part) => moves(getComputedStyle(element, part))))
    .map(({ className }) => String(className));
})()`;
