import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createProcessUsage } from '../../../../main/adapters/process-usage/process-usage';

const usage = createProcessUsage();

/** A process with a child of its own, both there once it has said so. */
async function family() {
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'console.log("here"); setInterval(() => {}, 1000)'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout.once('data', () => console.log(child.pid));
    setInterval(() => {}, 1000);
  `;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout, 'data');
  return { pid: parent.pid ?? 0, child: Number(String(line)), parent };
}

describe('what processes use', () => {
  it('is that of a process and of all that it has started', async () => {
    const { pid, child, parent } = await family();
    try {
      const [both, alone] = [await usage.read(pid), await usage.read(child)];
      if (both?.memoryBytes == null || alone?.memoryBytes == null) throw new Error('nothing was read');
      expect(alone.memoryBytes).toBeGreaterThan(10 * 1024 ** 2);
      expect(both.memoryBytes).toBeGreaterThan(alone.memoryBytes + 10 * 1024 ** 2);
      expect(both.cpuNanoseconds).toBeGreaterThan(alone.cpuNanoseconds ?? 0);
      expect(both.tasks).toBeGreaterThan(alone.tasks ?? 0);
    } finally {
      process.kill(child, 'SIGKILL');
      parent.kill('SIGKILL');
    }
  });

  it('grows with what a process does', async () => {
    const before = await usage.read(process.pid);
    const until = performance.now() + 60;
    while (performance.now() < until);
    const after = await usage.read(process.pid);
    const grown = (after?.cpuNanoseconds ?? 0) - (before?.cpuNanoseconds ?? 0);
    expect(grown).toBeGreaterThanOrEqual(20_000_000);
  });

  it('is nothing where there is no such process', async () => {
    expect(await usage.read(2 ** 30)).toBeNull();
  });
});
