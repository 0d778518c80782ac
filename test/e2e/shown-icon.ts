import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { IconTheme } from '../../main/core/settings';
import { PROJECT } from '../../scripts/lib/files.mjs';
import type { TrayItem } from '../desktop/tray-item';

const run = promisify(execFile);
const FOLDER = join(PROJECT, 'assets', 'tray');
const SIZE = 22;

/** Which status' icon of a theme an item shows, by comparing its pixels with every icon there is. */
export async function shownIcon(item: TrayItem, theme: IconTheme = 'auto'): Promise<string> {
  const { icon } = await item.properties();
  const pixmap = icon.find(({ width }) => width === SIZE);
  if (pixmap === undefined) throw new Error(`the item offers no ${SIZE} px icon`);
  let best = { status: 'none', distance: Number.POSITIVE_INFINITY };
  for (const [status, pixels] of await allIcons(theme)) {
    const distance = difference(pixmap.bytes, pixels);
    if (distance < best.distance) best = { status, distance };
  }
  // Multiplying the alpha in and out again costs a little; another icon is far away.
  if (best.distance > 2) throw new Error(`the icon is none of ours (nearest: ${best.status}, ${best.distance})`);
  return best.status;
}

const icons = new Map<IconTheme, Promise<ReadonlyMap<string, Buffer>>>();

function allIcons(theme: IconTheme): Promise<ReadonlyMap<string, Buffer>> {
  const known = icons.get(theme) ?? readIcons(join(FOLDER, theme));
  icons.set(theme, known);
  return known;
}

async function readIcons(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const suffix = `-${SIZE}.png`;
  const names = readdirSync(folder).filter((name) => name.endsWith(suffix));
  const entries = names.map(async (name): Promise<[string, Buffer]> => {
    const args = [join(folder, name), '-depth', '8', 'rgba:-'];
    const { stdout } = await run('convert', args, { encoding: 'buffer', timeout: 10_000 });
    return [name.slice(0, -suffix.length), toArgb(stdout)];
  });
  return new Map(await Promise.all(entries));
}

function toArgb(rgba: Buffer): Buffer {
  const argb = Buffer.alloc(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) {
    argb[at] = rgba[at + 3] ?? 0;
    rgba.copy(argb, at + 1, at, at + 3);
  }
  return argb;
}

/** Mean difference of a channel, weighted by what can be seen of it. */
function difference(left: Buffer, right: Buffer): number {
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let at = 0; at < left.length; at += 4) {
    const alpha = (right[at] ?? 0) / 255;
    sum += Math.abs((left[at] ?? 0) - (right[at] ?? 0));
    for (let channel = 1; channel < 4; channel += 1) {
      sum += alpha * Math.abs((left[at + channel] ?? 0) - (right[at + channel] ?? 0));
    }
  }
  return sum / left.length;
}
