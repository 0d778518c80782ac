import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VIEWS, type ViewName } from '../../main/core/view';
import { PROJECT } from '../../scripts/lib/files.mjs';
import { until } from '../desktop/lib/until.mjs';
import { writeMonth } from './month-of-flight';
import { setScene } from './scene';
import { launchWithWindow } from './window-under-test';

// Every view as a person sees it, for whoever wants to look: out/screenshots/<view>-<scheme>@<scale>x.png.

const FOLDER = join(PROJECT, 'out', 'screenshots');
/** What is there once a view is drawn whole. */
const SHOWS: Readonly<Record<ViewName, string>> = {
  overview: '.usage-value',
  timeline: '.strip-part',
  logs: '.log-row:not(:has(.log-placeholder))',
  update: '.view-update .commit',
  settings: '.view-settings [role=radiogroup]',
};
const scene = setScene();

describe('a picture of every view', () => {
  it.each([1, 2])('in both schemes, at a scale of %s', async (scale) => {
    const gateway = await scene.gateway({ version: '0.21', release: '0.22.5' });
    gateway.hermes?.publish('0.23.3', {
      subjects: ['fix: Keep the session', 'feat: Answer sooner', 'release: 0.23.3'],
    });
    gateway.hermes?.git('fetch', '--quiet');
    const app = await launchWithWindow({
      switches: [`--force-device-scale-factor=${scale}`],
      prepare: (state) => writeMonth(state, gateway.unit.name, Date.now()),
    });
    scene.onEnd(() => app.close());
    await gateway.simulator.setAgents(2);
    const page = await app.openWindow();
    mkdirSync(FOLDER, { recursive: true });
    await page.getByRole('heading', { name: 'Running · busy' }).waitFor();
    expect(await page.evaluate<number>('devicePixelRatio')).toBe(scale);
    for (const scheme of ['light', 'dark'] as const) {
      await app.electron.evaluate(({ nativeTheme }, source) => {
        nativeTheme.themeSource = source;
      }, scheme);
      await until(`the page to be ${scheme}`, () =>
        page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: ${scheme})').matches`),
      );
      for (const name of VIEWS) {
        await page.locator(`[role=tab][data-key=${name}]`).click();
        await page.locator(SHOWS[name]).first().waitFor();
        // Drawn whole: its text and its fonts are there.
        await page.evaluate('document.fonts.ready');
        await page.screenshot({ path: join(FOLDER, `${name}-${scheme}@${scale}x.png`) });
      }
    }
  });
});
