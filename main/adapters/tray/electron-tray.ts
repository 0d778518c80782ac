import { Menu, type NativeImage, nativeImage, Tray } from 'electron';
import type { TrayView } from '../../core/tray-view';
import { iconFile } from './icons';
import { plainLines } from './label';
import { legacyMenu } from './legacy-menu';
import { type Pixmap, pixmapFromBitmap } from './pixmap';
import type { LegacyTrayFactory } from './tray';

export interface ElectronTrayParts {
  /** The folder with one folder per icon theme in it. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Electron's own tray, for desktops without a StatusNotifierItem host: there it is an XEmbed icon, which X11 panels show
 * and nothing shows under Wayland (electron#53641), hence null there.
 */
export function electronTrayFactory({ folder, environment }: ElectronTrayParts): LegacyTrayFactory | null {
  if (!environment['DISPLAY'] || environment['WAYLAND_DISPLAY']) return null;
  return (listener) => {
    let shown: TrayView | null = null;
    let tray: Tray | null = null;
    return {
      show(view) {
        const before = shown;
        shown = view;
        if (tray === null) {
          tray = new Tray(legacyIcon(folder, view));
          tray.on('click', () => listener.activated());
        } else if (before?.icon !== view.icon || before.iconTheme !== view.iconTheme) {
          tray.setImage(legacyIcon(folder, view));
        }
        // Both build the whole menu anew, and a click on a menu that was open until then is lost: only when they must.
        if (before === null || !sameMenu(before, view)) {
          tray.setContextMenu(
            Menu.buildFromTemplate(legacyMenu(view.menu, (command) => listener.commandChosen(command))),
          );
        }
        const toolTip = legacyToolTip(view);
        if (before === null || legacyToolTip(before) !== toolTip) tray.setToolTip(toolTip);
      },
      close() {
        tray?.destroy();
        tray = null;
      },
    };
  };
}

/** Views are plain values: the same text is the same menu, and the same clicks. */
function sameMenu(left: TrayView, right: TrayView): boolean {
  return JSON.stringify(left.menu) === JSON.stringify(right.menu);
}

function legacyToolTip({ tooltip }: TrayView): string {
  return plainLines([tooltip.title, tooltip.text].filter((line) => line !== '').join('\n'));
}

function legacyIcon(folder: string, { icon, iconTheme }: TrayView): NativeImage {
  const image = nativeImage.createFromPath(iconFile(folder, iconTheme, icon, 22));
  const double = nativeImage.createFromPath(iconFile(folder, iconTheme, icon, 44));
  if (!double.isEmpty()) image.addRepresentation({ scaleFactor: 2, buffer: double.toPNG() });
  return image;
}

/** Reads a PNG for the StatusNotifierItem; null when it is not there or not an image. */
export function decodeWithElectron(file: string): Pixmap | null {
  const image = nativeImage.createFromPath(file);
  if (image.isEmpty()) return null;
  const { width, height } = image.getSize();
  return pixmapFromBitmap(image.toBitmap(), width, height);
}
