import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { until } from '../desktop/lib/until.mjs';
import { axeFaults } from './axe';
import { writeMonth } from './month-of-flight';
import { setScene } from './scene';
import { setScheme, showsStatus } from './window-under-test';

const scene = setScene();

/** Between two samples of what the gateway uses. */
const SAMPLE_MS = 2000;

let profiles = 0;

async function openTimeline() {
  // A unit of its own: the journal tells what became of one that an earlier test had, and that is its past, too.
  profiles += 1;
  const gateway = await scene.gateway({ profile: `month-${profiles}` });
  const { app, page } = await scene.window({
    prepare: (state) => writeMonth(state, gateway.unit.name, Date.now()),
  });
  await showsStatus(page, 'Running · healthy');
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await page.locator('.strip-part').first().waitFor({ timeout: 10_000 });
  return { gateway, app, page };
}

function figure(page: Page, name: string): Promise<string | null> {
  return page
    .locator('.figure', { has: page.getByText(name, { exact: true }) })
    .locator('dd')
    .textContent();
}

const focusedText = (page: Page) =>
  page.evaluate<string>(`document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent`);

describe('the timeline', () => {
  it('shows a day, a week and a month of the flight recorder, and the run that is there now', async () => {
    const { gateway, page } = await openTimeline();
    expect(await figure(page, 'Incidents')).toBe('2');
    expect(await figure(page, 'Uptime')).toMatch(/^99\.\d+%$/);
    await page.getByRole('radio', { name: 'Month' }).click();
    expect(await figure(page, 'Incidents')).toBe('6');
    expect(await page.locator('.strip').getAttribute('aria-label')).toBe('Uptime over the last 30 days');
    await page.getByText(`(PID ${await gateway.mainPid()})`).waitFor();
    expect(await page.locator('.entry', { hasText: 'Fell 9 times within 1 min' }).count()).toBe(1);
    // The strip and every part of it have a size: a segment without one is not to be seen.
    for (const box of await page
      .locator('.strip-part')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()))) {
      expect(box.width).toBeGreaterThanOrEqual(4);
      expect(box.height).toBeGreaterThan(30);
    }
  });

  it('tells at once what happens while it is shown', async () => {
    const { gateway, page } = await openTimeline();
    process.kill(await gateway.mainPid(), 'SIGKILL');
    await page.locator('.entry', { hasText: 'Killed (SIGKILL)' }).nth(1).waitFor();
    await until('the incident to be counted', async () => (await figure(page, 'Incidents')) === '3');
  });

  it('shows what is chosen', async () => {
    const { page } = await openTimeline();
    const entries = page.locator('.entry');
    const all = await entries.count();
    for (const name of ['Starts and falls', 'Stops and restarts', 'App and sleep']) {
      await page.getByRole('button', { name, exact: true }).click();
    }
    await page.getByRole('button', { name: 'Starts and falls', exact: true, pressed: false }).waitFor();
    const incidents = await entries.count();
    expect(incidents).toBeGreaterThan(5);
    expect(incidents).toBeLessThan(all);
    expect(await entries.getByText('Started (PID', { exact: false }).count()).toBe(0);
    await page.getByRole('button', { name: 'Incidents', exact: true }).click();
    await page.getByText('There is nothing of what is chosen above.').waitFor();
  });

  it('can be gone through by keys: from part to part, to its entry, from entry to entry, into the log', async () => {
    const { page } = await openTimeline();
    await page.getByRole('radio', { name: 'Day' }).focus();
    await page.keyboard.press('Tab');
    expect(await focusedText(page)).toMatch(/^Running · \d\d:\d\d – now/);
    await page.keyboard.press('Home');
    expect(await focusedText(page)).toMatch(/^Running · /);
    // To the first fall of the day.
    await until('a fall to be reached', async () => {
      await page.keyboard.press('ArrowRight');
      return (await focusedText(page)).startsWith('Down · ');
    });
    await page.keyboard.press('Enter');
    await page.locator('.entry-found summary:focus').waitFor();
    expect(await focusedText(page)).toContain('Froze: ended by its own watchdog');
    await page.keyboard.press('Enter');
    await page.locator('.entry-found').getByText('event loop stalled').waitFor();
    await page.keyboard.press('ArrowUp');
    expect(await focusedText(page)).toContain('Started (PID');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    // The first piece of evidence that has a moment, which leads there.
    expect(await focusedText(page)).toMatch(/^Show the log at \d\d:\d\d:\d\d$/);
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Logs', selected: true }).waitFor();
  });

  it('leads from a part that is clicked to its entry', async () => {
    const { page } = await openTimeline();
    await page.getByRole('radio', { name: 'Month' }).click();
    await page.locator('.strip-part.way-down').first().click();
    await page.locator('.entry-found', { hasText: 'ran out of memory' }).waitFor();
    expect(await page.locator('.entry-found').evaluate((entry) => entry.getBoundingClientRect().top)).toBeGreaterThan(
      0,
    );
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds, in a %s window', async (scheme) => {
    const { app, page } = await openTimeline();
    await setScheme(app, page, scheme);
    await page.getByRole('radio', { name: 'Month' }).click();
    await page.locator('.figures-about > summary').click();
    for (const text of ['Fell 9 times', 'Killed (SIGKILL)', 'Graceful restart']) {
      await page.locator('.entry summary', { hasText: text }).first().click();
    }
    expect(await axeFaults(page, '.view')).toEqual([]);
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.locator('.sparkline path').first().waitFor();
    expect(await axeFaults(page, '.view')).toEqual([]);
  });
});

describe('what the gateway uses', () => {
  it('is measured while the overview can be seen, and not while it can’t', async () => {
    const gateway = await scene.gateway();
    const { page } = await scene.window();
    const usage = page.getByRole('region', { name: 'Memory and CPU' });
    await usage.getByText('MB').waitFor();
    await usage.getByText('%').waitFor();
    const graph = usage.getByRole('img').first();
    expect(await graph.getAttribute('aria-label')).toMatch(/^Memory over the last \d+ s: .* MB to .* MB, now .* MB$/);

    const shown = () => graph.locator('path').last().getAttribute('d');
    // Told to the page as Chromium tells it: under Playwright a hidden window counts as seen.
    const turn = (visibility: 'hidden' | 'visible') =>
      page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${visibility}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    // What the page had asked for before this is answered by now: the gateway is read one call after the other.
    const caughtUp = () => page.evaluate(`api.runCommand({ kind: 'read-usage', unit: '${gateway.unit.name}' })`);
    // From here on the page's time is ours: a minute passes at once, and its timers fire, if it has any.
    await page.clock.install();
    await turn('hidden');
    await caughtUp();
    const before = await shown();
    await page.clock.runFor(60_000);
    await caughtUp();
    expect(await shown()).toBe(before);
    await turn('visible');
    await until('another sample', async () => {
      await page.clock.runFor(SAMPLE_MS);
      return (await shown()) !== before;
    });
  });
});
