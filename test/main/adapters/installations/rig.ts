import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInstallations } from '../../../../main/adapters/installations/installations';
import { realClock } from '../../../contracts/real/real-clock';
import { type HermesInstall, installHermes } from '../../../hermes-cli/install';

/** A Hermes in a folder of its own, whose name nobody would choose, and the adapter that looks at it. */
export function createRig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const folder = mkdtempSync(join(tmpdir(), 'installations-'));
  const root = join(folder, `Ada "Countess" 100% $HOME`);
  mkdirSync(root);
  const hermes = installHermes(root, '0.19', '0.22.5');
  const cache = join(folder, 'cache of ours');
  const installations = createInstallations({
    environment: { ...environment, GIT_CONFIG_GLOBAL: '/dev/null' },
    folder: cache,
    clock: realClock,
  });
  return {
    folder,
    root,
    hermes,
    checkout: hermes.checkout,
    cache,
    installations,
    /** Replaces the checkout by a clone of another kind. */
    clone: (...args: readonly string[]) => cloneAnew(hermes, args),
    write: (path: string, text: string) => writeFileSync(join(hermes.checkout, path), text),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function cloneAnew({ checkout, remote }: HermesInstall, args: readonly string[]): void {
  rmSync(checkout, { recursive: true });
  execFileSync('git', ['clone', '--quiet', ...args, `file://${remote.replaceAll('%', '%25')}`, checkout]);
}
