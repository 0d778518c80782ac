import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '../../scripts/lib/files.mjs';

const FOLDER = join(PROJECT, 'renderer', 'styles');

describe('the style files', () => {
  it('lay out each class in one of them: two views that share a name undo each other', () => {
    const files = new Map<string, string[]>();
    for (const file of readdirSync(FOLDER)) {
      const rules = readFileSync(join(FOLDER, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
      const names = [...rules.matchAll(/(?:^|\})\s*\.([a-z][a-z-]*)\s*\{/g)].map(([, name = '']) => name);
      for (const name of new Set(names)) files.set(name, [...(files.get(name) ?? []), file]);
    }
    expect([...files].filter(([, places]) => places.length > 1)).toEqual([]);
  });
});
