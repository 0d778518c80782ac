import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VIEWS, type ViewName } from '../../main/core/view';
import { PROJECT } from '../../scripts/lib/files.mjs';
import { until } from '../desktop/lib/until.mjs';
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
const SUBJECTS = ['fix: Keep the session', 'feat: Answer sooner', 'release: 0.23.3'];
const SLOW = { timeout: 30_000 };

describe('a picture of every view', () => {
  it.each([1, 2])('in both schemes, at a scale of %s', async (scale) => {
    const gateway = await scene.gateway({ version: '0.21', release: '0.22.5' });
    gateway.hermes?.publish('0.23.3', { subjects: SUBJECTS });
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

describe('pictures of an update', () => {
  it('from what it asks before it to the way back', async () => {
    const gateway = await scene.gateway({ version: '0.21', restartSec: 0.3, release: '0.22.5' });
    const { hermes } = gateway;
    if (hermes === null) throw new Error('the gateway has no checkout');
    hermes.publish('0.23.3', { subjects: SUBJECTS });
    hermes.git('fetch', '--quiet');
    hermes.plan({ holds: ['python'], fails: 'dependencies' });
    writeFileSync(join(hermes.checkout, 'notes.txt'), 'mine');
    const { app, page } = await scene.window();
    await resize(app, page, LARGE);
    mkdirSync(FOLDER, { recursive: true });
    const picture = (name: string) => page.screenshot({ path: join(FOLDER, `an-update-${name}.png`) });
    const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();

    await page.locator('[role=tab][data-key=update]').click();
    await press('Update and restart (0.22.5 → 0.23.3)');
    await page.getByText(/notes\.txt/).waitFor();
    await picture('1-asks');
    await press('Go on');
    await page.getByText('→ Updating Python dependencies...').first().waitFor(SLOW);
    await page.getByText(/Updating Hermes Agent/).waitFor(SLOW);
    await picture('2-under-way');
    hermes.go('python');
    await page.getByRole('button', { name: 'Roll back' }).first().waitFor(SLOW);
    await picture('3-failed');
    await press('Roll back');
    await page
      .getByText(/0\.22\.5/)
      .first()
      .waitFor();
    await until(
      'the way back',
      () => hermes.git('status', '--porcelain') === '' && !hermes.git('log', '-1').includes('0.23.3'),
    );
    await page
      .getByRole('button', { name: 'Update and restart (0.22.5 → 0.23.3)' })
      .and(page.locator('[aria-disabled=false]'))
      .waitFor(SLOW);
    await picture('4-back');
    hermes.plan({ holds: [], fails: null });
    await press('Update and restart (0.22.5 → 0.23.3)');
    await page
      .getByText(/Updated to 0\.23\.3/)
      .first()
      .waitFor(SLOW);
    await picture('5-done');
  });
});
