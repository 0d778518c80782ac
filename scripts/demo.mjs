// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { electronRuntime } from './electron-runtime.mjs';
import { buildApp, buildGatewaySimulator, buildTool } from './lib/build.mjs';
import { PROJECT } from './lib/files.mjs';
import { runMain } from './lib/run-main.mjs';
import { runStep } from './lib/steps.mjs';
import { setup } from './setup.mjs';

// The main job on a simulated gateway: in the person's own session where there is one, else as a tour of a private one.
await runMain(async () => {
  const isAtDesktop = hasDesktop();
  await setup({ need: isAtDesktop ? 'build' : 'desktop' });
  await buildApp();
  await buildGatewaySimulator();
  const program = isAtDesktop ? 'at-desktop' : 'tour';
  const demo = await buildTool(`scripts/demo/${program}.ts`, `demo-${program}.mjs`);
  const { executable } = await electronRuntime();
  // Why a start failed stands in the journal alone, and only root may start a journald.
  const journal = process.getuid?.() === 0 ? ['--journal'] : [];
  const session = [join(PROJECT, 'test', 'desktop', 'session.mjs'), ...journal, '--', process.execPath];
  return runStep({
    name: isAtDesktop ? 'demo in your session' : 'tour of a private session',
    file: process.execPath,
    args: [...(isAtDesktop ? [] : session), demo],
    env: { ...process.env, HERMES_TRAY_ELECTRON: executable },
    // A person looks as long as they like; a tour ends by itself.
    deadlineMs: isAtDesktop ? 24 * 3_600_000 : 5 * 60_000,
  });
});

/** Whether a person sits at this session: a display, and a systemd of the user to show the demo's unit on. */
function hasDesktop() {
  const { DISPLAY, WAYLAND_DISPLAY, XDG_RUNTIME_DIR } = process.env;
  if (!DISPLAY && !WAYLAND_DISPLAY) return false;
  return XDG_RUNTIME_DIR !== undefined && existsSync(join(XDG_RUNTIME_DIR, 'systemd', 'private'));
}
