import { spawn } from 'node:child_process';

const MAX_CHARACTERS = 64 * 1024;

/** What a program prints; null where it failed, or was not over in time. It ends with all that it has started. */
export function runBriefly(
  argv: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  deadlineMs: number,
): Promise<string | null> {
  const [program = '', ...args] = argv;
  return new Promise((resolve) => {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    const child = spawn(program, args, { cwd: folder, env: environment, stdio, detached: true });
    let text = '';
    const timer = setTimeout(() => settle(null), deadlineMs);
    function settle(result: string | null): void {
      clearTimeout(timer);
      child.stdout.destroy();
      kill(child.pid);
      resolve(result);
    }
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk: string) => {
      if (text.length < MAX_CHARACTERS) text += chunk;
    });
    child.on('error', () => settle(null));
    child.on('close', (status) => settle(status === 0 ? text : null));
  });
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
