import { join } from 'node:path';
import type { Logger } from '../../app/ports/logger';
import type { StatusKind } from '../../core/gateway-status';
import type { IconTheme } from '../../core/settings';
import type { Pixmap } from './pixmap';

/** Hosts scale from one of these: 22 and 24 are what panels show, 32 and 48 serve large panels and 2× screens. */
const PIXMAP_SIZES = [22, 24, 32, 48] as const;

export type IconSize = 16 | 22 | 24 | 32 | 44 | 48;

export interface TrayIcons {
  /** The images of a status in a theme, small to large; empty when no file can be read. */
  pixmaps(status: StatusKind, theme: IconTheme): readonly Pixmap[];
}

export interface TrayIconsParts {
  /** The folder with one folder per theme in it. */
  readonly folder: string;
  /** Reads a PNG; null when it is not there or not an image. */
  readonly decode: (file: string) => Pixmap | null;
  readonly logger: Logger;
}

/** Reads a status' images when it is first shown, and keeps those of the theme that is shown: 17 kB for each. */
export function createTrayIcons({ folder, decode, logger }: TrayIconsParts): TrayIcons {
  const cache = new Map<StatusKind, readonly Pixmap[]>();
  let cached: IconTheme | null = null;

  function load(status: StatusKind, theme: IconTheme): readonly Pixmap[] {
    return PIXMAP_SIZES.flatMap((size) => {
      const file = iconFile(folder, theme, status, size);
      const pixmap = decode(file);
      if (pixmap === null) logger.warn(`the tray icon ${file} cannot be read: reinstall hermes-tray`);
      return pixmap ?? [];
    });
  }

  return {
    pixmaps(status, theme) {
      if (theme !== cached) cache.clear();
      cached = theme;
      const known = cache.get(status);
      if (known !== undefined) return known;
      const pixmaps = load(status, theme);
      cache.set(status, pixmaps);
      return pixmaps;
    },
  };
}

export function iconFile(folder: string, theme: IconTheme, status: StatusKind, size: IconSize): string {
  return join(folder, theme, `${status}-${size}.png`);
}
