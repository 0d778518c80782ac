import type { Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { windowOptions } from '../../../../main/adapters/window/window-options';

describe('windowOptions', () => {
  // Handed through and never looked at.
  const session = {} as Session;
  const options = windowOptions({ isDark: false, iconFile: '/icons/256x256.png' }, session, '/out/preload.cjs');

  it('shuts the page in', () => {
    expect(options.webPreferences).toMatchObject({
      session,
      preload: '/out/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      devTools: false,
    });
    expect(options.webPreferences).not.toHaveProperty('enableBlinkFeatures');
  });

  it('is hidden until it has painted, in the colour of the desktop', () => {
    expect(options.show).toBe(false);
    const dark = windowOptions({ isDark: true, iconFile: '' }, session, '');
    expect(dark.backgroundColor).not.toBe(options.backgroundColor);
  });
});
