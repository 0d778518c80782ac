// @ts-check
import { join } from 'node:path';
import { reportFolder, runCheck, runVitest, tool } from './steps.mjs';

/** The fast part: types, lint, the dependency rule and the unit tests. Needs npm's packages and nothing else. */
export async function runFastChecks() {
  const report = join(reportFolder(), 'unit.json');
  return [
    await runCheck({ name: 'types', file: tool('tsc'), args: ['-p', 'tsconfig.json'] }),
    await runCheck({
      name: 'types of core, without Node and DOM',
      file: tool('tsc'),
      args: ['-p', 'tsconfig.core.json'],
    }),
    await runCheck({ name: 'types of the window', file: tool('tsc'), args: ['-p', 'tsconfig.renderer.json'] }),
    await runCheck({ name: 'lint', file: tool('biome'), args: ['check', '--error-on-warnings', '.'] }),
    await runCheck({
      name: 'dependency rule',
      file: tool('depcruise'),
      args: ['--config', '.dependency-cruiser.cjs', 'main', 'renderer'],
    }),
    await runVitest({
      name: 'unit tests',
      file: tool('vitest'),
      args: ['run', '--project', 'unit', '--reporter=default', '--reporter=json', `--outputFile=${report}`],
      report,
    }),
  ];
}
