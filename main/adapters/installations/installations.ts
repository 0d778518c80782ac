import type { Clock } from '../../app/ports/clock';
import type { Installations } from '../../app/ports/installations';
import { within } from './budget';
import { createNewsCache } from './cache';
import { checkForUpdate } from './check';
import { readCode } from './code';
import { findInstallation } from './find';
import { createGit } from './git';
import { readKnown } from './known';
import { lookBefore } from './pre-flight';

export interface InstallationsParts {
  /** For git: its PATH, home and proxies. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For repositories of our own: the cache folder. */
  readonly folder: string;
  readonly clock: Clock;
}

const LOCAL_DEADLINE_MS = 5_000;

export function createInstallations({ environment, folder, clock }: InstallationsParts): Installations {
  const git = createGit(environment);
  const cache = createNewsCache(git, folder);
  const now = () => clock.now();
  return {
    find: (candidates) => within(LOCAL_DEADLINE_MS, findInstallation(candidates), null),
    readCode: (checkout) => readCode(git, checkout, LOCAL_DEADLINE_MS),
    readKnown: (checkout, homes) => within(LOCAL_DEADLINE_MS, readKnown(git, checkout, homes), null),
    check: (checkout) => checkForUpdate({ git, cache, now }, checkout),
    preFlight: (checkout, root, homes) => lookBefore(git, now(), { checkout, root, homes }),
  };
}
