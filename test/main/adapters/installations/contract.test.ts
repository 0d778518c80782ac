import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installationsContract } from '../../../contracts/installations.contract';
import { createRig } from './rig';

installationsContract('the installations', () => {
  const { installations, hermes, root, checkout, close } = createRig();
  return {
    installations,
    checkout,
    root,
    head: hermes.head(),
    version: '0.22.5',
    publish: (version, subjects) => hermes.publish(version, { subjects }),
    hermesChecks(behind) {
      const check = { ts: Date.now() / 1000 + 1, behind, rev: hermes.head(), ver: '0.22.5' };
      writeFileSync(join(root, '.update_check'), JSON.stringify(check));
    },
    cutOff: () => rmSync(hermes.remote, { recursive: true }),
    destroy: () => rmSync(checkout, { recursive: true }),
    close,
  };
});
