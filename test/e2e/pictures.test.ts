import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VIEWS, type ViewName } from '../../main/core/view';
import { PROJECT } from '../../scripts/lib/files.mjs';
import { writeMonth } from './month-of-flight';
import { setScene } from './scene';
import { LARGE, resize, SMALLEST, setScheme } from './window-under-test';

// Every view as a person sees it, for whoever wants to look: out/screenshots/<view>-<width>-<scheme>@<scale>x.png.

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
    const { app, page } = await scene.window({
      switches: [`--force-device-scale-factor=${scale}`],
      prepare: (state) => writeMonth(state, gateway.unit.name, Date.now()),
    });
    await gateway.simulator.setAgents(2);
    mkdirSync(FOLDER, { recursive: true });
    await page.getByRole('heading', { name: 'Running · busy' }).waitFor();
    expect(await page.evaluate<number>('devicePixelRatio')).toBe(scale);
    for (const scheme of ['light', 'dark'] as const) {
      await setScheme(app, page, scheme);
      for (const size of [SMALLEST, LARGE]) {
        await resize(app, page, size);
        for (const name of VIEWS) {
          await page.locator(`[role=tab][data-key=${name}]`).click();
          await page.locator(SHOWS[name]).first().waitFor();
          // Drawn whole: its text and its fonts are there.
          await page.evaluate('document.fonts.ready');
          await page.screenshot({ path: join(FOLDER, `${name}-${size.width}-${scheme}@${scale}x.png`) });
        }
      }
    }
  });
});
