import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds in the page, or in what a selector names: a line each, with the rule and where it was broken. */
export async function axeFaults(page: Page, part: string | null = null): Promise<string[]> {
  // Through the debugger, which the page's policy does not bind.
  await page.evaluate(`window.axe ?? (() => { ${AXE} })(); undefined`);
  const where = part === null ? 'document' : JSON.stringify(part);
  return page.evaluate<string[]>(`axe.run(${where}, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => id + ': ' + html + ' ' + (any[0]?.message ?? ''))))`);
}
