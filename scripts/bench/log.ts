import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../lib/files.mjs';
import { printFigures } from './figures';
import { measureLogBurst } from './log-burst';

/** `npm run bench -- log`: needs no desktop. */
async function bench(): Promise<void> {
  mkdirSync(join(PROJECT, 'out'), { recursive: true });
  const figures = await measureLogBurst();
  console.log();
  printFigures(figures, join(PROJECT, 'out', 'bench-log.json'));
}

bench().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
