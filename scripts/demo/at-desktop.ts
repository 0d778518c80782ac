import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { appCommand } from '../../test/e2e/app-under-test';
import { simulatorAt } from '../../test/gateway/client';
import { installUnit } from '../../test/gateway/install';
import { GATEWAY_SIMULATOR } from '../lib/build.mjs';

// In a person's own session: a simulated gateway as a runtime unit of their own systemd, and the app on that unit alone.
// Real gateways are neither shown nor touched, the app's folders are the demo's own, and all of it goes when the app ends.

const UNIT = 'hermes-gateway-demo.service';
const signalled = untilSignal();

async function demo(): Promise<number> {
  const folder = mkdtempSync(join(homedir(), '.hermes-tray-demo-'));
  const home = join(folder, 'profiles', 'demo');
  const unit = await installUnit({
    version: '0.21',
    node: process.execPath,
    gatewayScript: GATEWAY_SIMULATOR,
    home,
    profile: 'demo',
    name: UNIT,
    scope: 'runtime',
    restartSec: 5,
    extraArgs: ['--platforms', 'telegram,discord', '--teardown-seconds', '1'],
  });
  try {
    await unit.systemctl('start', UNIT);
    console.log(`
hermes-tray follows a simulated gateway, ${UNIT}. Your own gateways are neither shown nor touched.
Try this in another terminal, and watch the icon:

  systemctl --user kill --signal=SIGKILL ${UNIT}      it dies; systemd revives it 5 s later
  systemctl --user kill --signal=SIGUSR1 --kill-whom=main ${UNIT}      it drains and restarts
  systemctl --user stop ${UNIT}      it is stopped: no alarm

The demo ends when you quit hermes-tray in its menu, or press Ctrl+C here.
`);
    await simulatorAt(home)
      .setAgents(1, 30)
      .catch(() => {});
    return await runApp(folder);
  } finally {
    await unit.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the first moment on: what is set up is taken down, whenever the demo is told to end. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}

async function runApp(folder: string): Promise<number> {
  const [file, ...args] = appCommand(false);
  const environment = {
    ...process.env,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
  };
  const child = spawn(file, [...args, '--unit', UNIT], { env: environment, stdio: 'inherit' });
  void signalled.then(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

demo().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
