/** An image as StatusNotifierItem wants it: ARGB32 in network byte order, rows from the top, alpha not multiplied in. */
export interface Pixmap {
  readonly width: number;
  readonly height: number;
  readonly argb: Uint8Array;
}

/** From what Electron's `nativeImage.toBitmap()` gives on Linux: BGRA with the alpha multiplied in. */
export function pixmapFromBitmap(bitmap: Uint8Array, width: number, height: number): Pixmap {
  const argb = new Uint8Array(width * height * 4);
  for (let at = 0; at < argb.length; at += 4) {
    const alpha = bitmap[at + 3] ?? 0;
    argb[at] = alpha;
    argb[at + 1] = straight(bitmap[at + 2] ?? 0, alpha);
    argb[at + 2] = straight(bitmap[at + 1] ?? 0, alpha);
    argb[at + 3] = straight(bitmap[at] ?? 0, alpha);
  }
  return { width, height, argb };
}

function straight(colour: number, alpha: number): number {
  return alpha === 0 ? 0 : Math.min(255, Math.round((colour * 255) / alpha));
}
