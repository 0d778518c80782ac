import { join } from 'node:path';

/** Where the app was started from: a package, or a checkout. */
export interface AppPlace {
  readonly isPackaged: boolean;
  /** The package's folder of files outside the archive (`process.resourcesPath`). */
  readonly resourcesPath: string;
  /** The folder of package.json (`app.getAppPath()`). */
  readonly appPath: string;
}

/**
 * The folder with `tray/` and `icons/`. Plain files on the disk in both cases: a panel reads tray icons by their path,
 * and can't look into app.asar.
 */
export function assetsFolder(place: AppPlace): string {
  return place.isPackaged ? place.resourcesPath : join(place.appPath, 'assets');
}

/** The folder of what electron-vite built: `main/`, `preload/`, `renderer/`. Electron's `fs` reads it in app.asar too. */
export function builtFolder(place: AppPlace): string {
  return join(place.appPath, 'out/app');
}
