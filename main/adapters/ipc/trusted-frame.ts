/** What is used of Electron's WebFrameMain. */
export interface CallerFrame {
  readonly origin: string;
}

/**
 * Whether a call comes from our own document: the page's main frame, on our origin. Electron gives no frame when it is
 * gone already (since 33), and reading a frame that went throws.
 */
export function isTrustedFrame(frame: CallerFrame | null, mainFrame: CallerFrame, origin: string): boolean {
  try {
    return frame !== null && frame === mainFrame && frame.origin === origin;
  } catch {
    return false;
  }
}
