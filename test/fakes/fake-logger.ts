import type { Logger } from '../../main/app/ports/logger';

export interface FakeLogger extends Logger {
  /** `level message`, in order. */
  readonly lines: readonly string[];
}

export function createFakeLogger(): FakeLogger {
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return { lines, error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
}
