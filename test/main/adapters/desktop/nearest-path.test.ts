import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nearestPath } from '../../../../main/adapters/desktop/nearest-path';

it('finds the file itself, else the nearest folder above it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hermes-tray-desktop-'));
  try {
    await mkdir(`${folder}/logs`);
    await writeFile(`${folder}/logs/agent.log`, '');
    expect(await nearestPath(`${folder}/logs/agent.log`)).toEqual({ kind: 'itself' });
    expect(await nearestPath(`${folder}/logs`)).toEqual({ kind: 'itself' });
    expect(await nearestPath(`${folder}/logs/other.log`)).toEqual({ kind: 'folder', folder: `${folder}/logs` });
    expect(await nearestPath(`${folder}/a/b/c`)).toEqual({ kind: 'folder', folder });
    // A file on the way is no folder to show.
    expect(await nearestPath(`${folder}/logs/agent.log/x`)).toEqual({ kind: 'folder', folder: `${folder}/logs` });
    expect(await nearestPath('/none/at/all')).toEqual({ kind: 'folder', folder: '/' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
