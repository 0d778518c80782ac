/** The machine's going to sleep and waking up, in the words of Electron's `powerMonitor`. */
export interface PowerMonitor {
  on(event: 'suspend', listener: () => void): unknown;
  on(event: 'resume', listener: () => void): unknown;
}
