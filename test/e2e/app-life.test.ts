import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countTrayItems, findWindow, listWindows } from '../desktop/hands.mjs';
import { until } from '../desktop/lib/until.mjs';
import { startPanel, stopPanel } from '../desktop/panel.mjs';
import { launchApp } from './app-under-test';
import { setScene } from './scene';

const scene = setScene();

describe('the app', () => {
  it('shows the window of the first when it is started a second time', async () => {
    await scene.gateway();
    const app = await scene.app();
    const item = await scene.trayItem();
    await item.waitForLabel('● Running · healthy');
    expect((await listWindows()).map(({ title }) => title)).not.toContain('hermes-tray');
    expect(await app.launchAgain()).toBe(0);
    await findWindow(/hermes-tray/i);
    expect(await countTrayItems()).toBe(1);
  });

  it('quits by its menu, and takes its icon along', async () => {
    const app = await scene.app();
    const item = await scene.trayItem();
    await item.press('Quit hermes-tray');
    expect(await app.ended).toBe(0);
    await until('the panel to drop the item', async () => (await countTrayItems()) === 0);
  });

  it('ends at once for a SIGTERM, as at logout', async () => {
    const app = await scene.app();
    await scene.trayItem();
    expect(await app.stop()).toBe(0);
  });

  it('writes a log that only its user can read', async () => {
    const app = await scene.app();
    await scene.trayItem();
    const folder = join(app.folder, 'state', 'hermes-tray');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'hermes-tray.log')).mode & 0o777).toBe(0o600);
    expect(app.log()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}.*hermes-tray/m);
  });

  it('goes by its settings, and by its defaults where they are wrong', async () => {
    const app = await launchApp({ args: ['--version'] });
    await app.ended;
    expect(app.output()).toMatch(/^hermes-tray \d+\.\d+\.\d+$/m);

    const config = join(app.folder, 'config', 'hermes-tray');
    mkdirSync(config, { recursive: true });
    const file = join(config, 'settings.json');
    writeFileSync(file, '{ "units": ["hermes-gateway-other"], "logLevel": "loud" }');
    await scene.gateway();
    await scene.app({ environment: app.environment });
    const item = await scene.trayItem();
    await item.waitForLabel('systemd knows no unit hermes-gateway-other.service');
    expect(app.log()).toContain('logLevel');
    expect(readFileSync(file, 'utf8')).toContain('loud');
  });

  it('starts at login when that is ticked, and no longer when it is not', async () => {
    const app = await scene.app();
    const item = await scene.trayItem();
    const entry = join(app.folder, 'config', 'autostart', 'hermes-tray.desktop');
    const toggle = async (state: 'on' | 'off') => {
      await item.press('Start hermes-tray at login');
      await item.waitFor(`the mark to be ${state}`, async () =>
        (await item.menu()).some(({ label, toggle: mark }) => label.includes('at login') && mark === state)
          ? true
          : null,
      );
    };
    await toggle('on');
    expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=.*--hidden$/m);
    await toggle('off');
    expect(existsSync(entry)).toBe(false);
  });

  it('opens its window where no panel could show an icon', async () => {
    await stopPanel();
    scene.onEnd(() => startPanel());
    await scene.gateway();
    // Under Wayland the old X11 protocol shows nothing either, so there is no fallback.
    const app = await scene.app({ environment: { WAYLAND_DISPLAY: 'wayland-none' } });
    await findWindow(/hermes-tray/i, { deadlineMs: 20_000 });
    expect(app.log()).toContain('no StatusNotifierItem host');
  });
});
