/** `agent.restart_drain_timeout` of a home. */
import { readFileSync } from 'node:fs';
import type { HomePaths } from './home';
import type { RunOptions } from './options';

/** In seconds. 0.11 lets the environment win, later versions config.yaml; the flag is the simulator's own. */
export function drainTimeoutSeconds(options: RunOptions, paths: HomePaths): number {
  const { facts } = options;
  const configured = configuredSeconds(paths);
  const exported = Number(process.env['HERMES_RESTART_DRAIN_TIMEOUT'] || Number.NaN);
  const ranked = facts.version === '0.11' ? [exported, configured] : [configured, exported];
  return options.drainSeconds ?? ranked.find((value) => Number.isFinite(value)) ?? facts.drainSeconds;
}

/** A line match is enough for test homes. The int 0 means "default" to Hermes, the string "0" means 0. */
function configuredSeconds(paths: HomePaths): number {
  let text: string;
  try {
    text = readFileSync(paths.config, 'utf8');
  } catch {
    return Number.NaN;
  }
  const value = /\brestart_drain_timeout:\s*(["']?)([\d.]+)\1/.exec(text);
  if (value === null || (value[1] === '' && Number(value[2]) === 0)) return Number.NaN;
  return Number(value[2]);
}
