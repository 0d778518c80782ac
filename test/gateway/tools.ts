/** Tool subprocesses of the gateway's turns: members of its cgroup that signals and the OOM killer reach. */
import { type ChildProcess, spawn } from 'node:child_process';

const HOLD_MEMORY = `
const blocks = [];
for (let index = 0; index < Number(process.argv[1]); index += 1) blocks.push(Buffer.alloc(1048576, 1));
setInterval(() => blocks.length, 2 ** 30);
`;

export class Tools {
  readonly #children = new Set<ChildProcess>();

  /** Starts one that holds that many megabytes until it is killed; returns its pid. */
  start(megabytes: number): number | undefined {
    const child = spawn(process.execPath, ['-e', HOLD_MEMORY, String(megabytes)], { stdio: 'ignore' });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child.pid;
  }

  /** Returns how many were killed. */
  killAll(): number {
    const killed = this.#children.size;
    for (const child of this.#children) child.kill('SIGKILL');
    this.#children.clear();
    return killed;
  }
}
