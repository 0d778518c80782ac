import type { LevelledLogger } from '../../main/app/ports/logger';
import type { LogLevel } from '../../main/core/settings';

export interface FakeLogger extends LevelledLogger {
  /** `level message`, in order. */
  readonly lines: readonly string[];
  /** As it was set last. */
  readonly level: LogLevel | null;
}

export function createFakeLogger(): FakeLogger {
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  let level: LogLevel | null = null;
  return {
    lines,
    get level() {
      return level;
    },
    setLevel(next) {
      level = next;
    },
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
  };
}
