import { dirname } from 'node:path';
import type { Logger } from '../../app/ports/logger';
import type { UpdateProcessSpec } from '../../app/ports/update-process';
import { runBriefly } from './run-briefly';

const DEADLINE_MS = 10_000;

/**
 * Keeps where HEAD is as a ref: on a branch that has diverged, `hermes update` resets hard, and commits of the person's own
 * would be in the reflog alone. That it can't be kept keeps no update from starting.
 */
export async function keepHead(
  { id, checkout }: UpdateProcessSpec,
  environment: Readonly<Record<string, string>>,
  logger: Logger,
): Promise<void> {
  const ref = `refs/hermes-tray/${id}-before`;
  const own = Object.entries(environment).filter(([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE)$/.test(name));
  // A repository around it is not the checkout's. No hook of the person's runs for a ref of ours.
  const env = { ...Object.fromEntries(own), GIT_CEILING_DIRECTORIES: dirname(checkout) };
  const argv = ['git', '-c', 'core.hooksPath=/dev/null', 'update-ref', ref, 'HEAD'];
  const kept = await runBriefly(argv, checkout, env, DEADLINE_MS);
  if (kept === null) logger.warn(`${checkout}: where HEAD is could not be kept as ${ref}; the update starts without`);
}
