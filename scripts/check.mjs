// @ts-check
import { runFastChecks } from './lib/checks.mjs';
import { runMain } from './lib/run-main.mjs';
import { countLine, total } from './lib/steps.mjs';
import { setup } from './setup.mjs';

await runMain(async () => {
  await setup({ need: 'node' });
  const count = total(await runFastChecks());
  console.log(`\n${countLine(count)}`);
  return count.failed === 0 ? 0 : 1;
});
