/** Bundles the simulator into the one file that systemd and tests run. */
import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const HERE = dirname(fileURLToPath(import.meta.url));

/** Where the bundle is, by default: `out/test-tools/gateway.mjs` of this project. */
export const GATEWAY_SCRIPT = join(HERE, '../../out/test-tools/gateway.mjs');

/** Resolves to the bundle's absolute path. Takes about 0.1 s. */
export async function buildGateway(file = GATEWAY_SCRIPT): Promise<string> {
  // Test files build in parallel: rename, so that nobody runs half a bundle.
  const temporary = `${file}.${process.pid}.${process.hrtime.bigint()}.mjs`;
  await build({
    input: join(HERE, 'main.ts'),
    platform: 'node',
    output: { file: temporary, format: 'esm' },
    logLevel: 'warn',
  });
  renameSync(temporary, file);
  rmSync(temporary, { force: true });
  return file;
}
