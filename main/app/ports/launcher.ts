/** The launcher's icon (dock, task manager), where the desktop draws progress on it. */
export interface Launcher {
  /** 0 to 1; null for none. */
  showProgress(progress: number | null): void;
  /** Takes the progress off the icon. */
  close(): void;
}
