// @ts-check
import { join } from 'node:path';
import { buildApp, buildGatewaySimulator } from './lib/build.mjs';
import { runFastChecks } from './lib/checks.mjs';
import { PROJECT } from './lib/files.mjs';
import { runMain } from './lib/run-main.mjs';
import { countLine, reportFolder, runCheck, runVitest, tool, total } from './lib/steps.mjs';
import { setup } from './setup.mjs';

/** They wait for minutes and hardly use the machine: in a session of their own, beside the rest. */
const LONG_WAITS = ['test/e2e/frozen.test.ts', 'test/chaos'];
const others = LONG_WAITS.flatMap((path) => ['--exclude', path.endsWith('.ts') ? path : `${path}/**`]);

// Everything. What needs a desktop runs in a private one, so that nobody's own session, gateway or files are touched.
await runMain(async () => {
  await setup({ need: 'desktop' });
  const counts = await runFastChecks();
  await buildApp();
  await buildGatewaySimulator();
  counts.push(
    await runCheck({
      name: 'packaged form',
      file: process.execPath,
      args: [join(PROJECT, 'scripts', 'pack.mjs'), '--testable', '--no-build'],
    }),
  );
  counts.push(
    ...(await Promise.all([runDesktopTests('desktop tests', others), runDesktopTests('long waits', LONG_WAITS)])),
  );
  console.log(`\n${countLine(total(counts))}`);
  return total(counts).failed === 0 ? 0 : 1;
});

/**
 * With a journal where one can be had: only root may start journald. Elsewhere the journal's own tests say that they skip.
 * @param {string} name @param {readonly string[]} which of vitest's arguments
 */
function runDesktopTests(name, which) {
  const journal = process.getuid?.() === 0 ? ['--journal'] : [];
  const report = join(reportFolder(), `${name.replaceAll(' ', '-')}.json`);
  const vitest = [
    'run',
    '--project',
    'desktop',
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
    ...which,
  ];
  return runVitest({
    name,
    file: process.execPath,
    args: [join(PROJECT, 'test', 'desktop', 'session.mjs'), ...journal, '--', tool('vitest'), ...vitest],
    deadlineMs: 25 * 60_000,
    report,
  });
}
