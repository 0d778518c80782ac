import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTrayIcons, iconFile } from '../../../../main/adapters/tray/icons';
import { pixmapFromBitmap } from '../../../../main/adapters/tray/pixmap';
import type { StatusKind } from '../../../../main/core/gateway-status';
import { createFakeLogger } from '../../../fakes/fake-logger';
import { decodePng } from '../../../fixtures/png';

const FOLDER = join(import.meta.dirname, '../../../../assets/tray');
/** An object, so that a status without a line here does not compile. */
const EVERY_STATUS: Record<StatusKind, true> = {
  'no-bus': true,
  'not-installed': true,
  'outside-systemd': true,
  restarting: true,
  updating: true,
  draining: true,
  'crash-looping': true,
  'restarting-by-systemd': true,
  'backing-off': true,
  starting: true,
  stopping: true,
  failed: true,
  stopped: true,
  degraded: true,
  busy: true,
  frozen: true,
  running: true,
};
const STATUSES = Object.keys(EVERY_STATUS) as StatusKind[];

describe('createTrayIcons', () => {
  it.each(['auto', 'dark', 'light'] as const)(
    'has every status in the theme %s, in every size it is asked for',
    (theme) => {
      const logger = createFakeLogger();
      const icons = createTrayIcons({ folder: FOLDER, decode: decodePng, logger });
      for (const status of STATUSES) {
        const sizes = icons.pixmaps(status, theme).map(({ width, height }) => [width, height]);
        expect(sizes, status).toEqual([22, 24, 32, 48].map((size) => [size, size]));
        for (const size of [22, 44] as const) {
          expect(decodePng(iconFile(FOLDER, theme, status, size))?.width, status).toBe(size);
        }
      }
      expect(logger.lines).toEqual([]);
    },
  );

  it('reads a status once, when it is first shown', () => {
    const read: string[] = [];
    const icons = createTrayIcons({
      folder: FOLDER,
      decode(file) {
        read.push(file);
        return decodePng(file);
      },
      logger: createFakeLogger(),
    });
    expect(read).toEqual([]);
    icons.pixmaps('running', 'dark');
    icons.pixmaps('running', 'dark');
    expect(read).toHaveLength(4);
  });

  it('does without images that cannot be read, and says so once', () => {
    const logger = createFakeLogger();
    const icons = createTrayIcons({ folder: '/nowhere', decode: decodePng, logger });
    expect(icons.pixmaps('running', 'dark')).toEqual([]);
    expect(icons.pixmaps('running', 'dark')).toEqual([]);
    expect(logger.lines).toHaveLength(4);
    expect(logger.lines[0]).toContain('/nowhere/dark/running-22.png');
  });
});

describe('pixmapFromBitmap', () => {
  it('turns BGRA with its alpha multiplied in into straight ARGB', () => {
    const bitmap = Uint8Array.from([30, 20, 10, 255, 0x20, 0x40, 0x80, 0x80, 0, 0, 0, 0]);
    expect([...pixmapFromBitmap(bitmap, 3, 1).argb]).toEqual([255, 10, 20, 30, 0x80, 255, 128, 64, 0, 0, 0, 0]);
  });
});
