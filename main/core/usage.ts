/** What a gateway uses at a moment. */
export interface Usage {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Null where nobody counts. */
  readonly memoryBytes: number | null;
  /** CPU time since its run began: of interest is only how it grows. */
  readonly cpuNanoseconds: number | null;
  /** Its processes and threads. */
  readonly tasks: number | null;
  /** Who counted: systemd, of the unit's control group; or /proc, of the main process and those that it has started. */
  readonly source: 'systemd' | 'proc';
}

/** The figures of it that come from outside. */
export type UsageFigures = Pick<Usage, 'memoryBytes' | 'cpuNanoseconds' | 'tasks'>;
