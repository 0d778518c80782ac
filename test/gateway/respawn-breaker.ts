/** The respawn-storm breaker of 0.19+: `gateway-starts.log`. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Gateway } from './gateway';
import { epochSeconds } from './time';

const MOST_LINES = 40;
const MOST_SECONDS = 300;

/**
 * Notes this start and sleeps when there were too many. The unit is `active` meanwhile, with neither pid
 * file nor state nor signal handlers. The window is wall clock; the sleep is scaled.
 */
export async function backOffFromRespawnStorm({ facts, paths, loop, logs }: Gateway): Promise<void> {
  const allowed = Number(process.env['HERMES_GATEWAY_MAX_STARTS'] || 5);
  const windowSeconds = Number(process.env['HERMES_GATEWAY_START_WINDOW_S'] || 120);
  if (!facts.respawnBreaker || !(allowed > 0)) return;
  const now = epochSeconds();
  const starts = [...readStarts(paths.starts), now].slice(-MOST_LINES);
  writeFileSync(paths.starts, `${starts.join('\n')}\n`);
  const recent = starts.filter((start) => now - start <= windowSeconds).length;
  if (recent <= allowed) return;
  const seconds = Math.min(MOST_SECONDS, 5 * 2 ** (recent - allowed));
  logs.warning(
    `Gateway (re)started ${recent} times in ${windowSeconds.toFixed(0)}s — backing off ${seconds}s to break a respawn storm.`,
  );
  await loop.sleep(seconds);
}

function readStarts(path: string): number[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean).map(Number).filter(Number.isFinite);
  } catch {
    return [];
  }
}
