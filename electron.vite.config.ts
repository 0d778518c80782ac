import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';
import { IPC_CHANNELS } from './main/core/ipc-contract';

const OUT = resolve(import.meta.dirname, 'out/app');

// The oldest Electron that the tests run on: 33, with Node 20 and Chromium 130.
const NODE_TARGET = 'node20';
const CHROME_TARGET = 'chrome130';

// One file per process, nothing left in node_modules: a start reads one file, and the package holds no dependency.
// CommonJS throughout: a sandboxed preload script has to be, and Electron awaits an ESM main before it goes on starting.
export default defineConfig({
  main: {
    plugins: [logReaderThread()],
    build: {
      outDir: resolve(OUT, 'main'),
      target: NODE_TARGET,
      minify: false,
      sourcemap: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve(import.meta.dirname, 'main/index.ts') },
        output: { entryFileNames: '[name].js', codeSplitting: false },
      },
    },
  },
  preload: {
    plugins: [contractWithoutParsers()],
    build: {
      outDir: resolve(OUT, 'preload'),
      target: NODE_TARGET,
      minify: false,
      sourcemap: false,
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: resolve(import.meta.dirname, 'main/preload.ts') },
        output: { entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: resolve(import.meta.dirname, 'renderer'),
    plugins: [react()],
    build: {
      outDir: resolve(OUT, 'renderer'),
      target: CHROME_TARGET,
      minify: true,
      sourcemap: false,
      // Inlined assets would be `data:` URLs, which the page's CSP forbids.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { index: resolve(import.meta.dirname, 'renderer/index.html') },
        // core's schemas parse what enters the main process. The page asks core for rules and words only, so to build a
        // schema is no effect worth keeping, and zod stays out of the page.
        treeshake: { manualPureFunctions: ['z'] },
      },
    },
  },
});

/** The thread that reads an open log (adapters/log/archive) is a second program: whole in one file, like the first. */
function logReaderThread(): Plugin {
  return {
    name: 'hermes-tray:log-reader-thread',
    async generateBundle() {
      const input = resolve(import.meta.dirname, 'main/adapters/log/archive/reader-thread.ts');
      const bundle = await rolldown({ input, platform: 'node', treeshake: { manualPureFunctions: ['z'] } });
      const { output } = await bundle.generate({ format: 'cjs', codeSplitting: false });
      await bundle.close();
      this.emitFile({ type: 'asset', fileName: 'log-reader.js', source: output[0].code });
    },
  };
}

/**
 * The preload script runs before the page's first paint and needs the channels' names only: 1 kB. With their parsers, all of
 * zod would come along, 150 kB. So it gets the contract's own value, read here at build time, without them.
 */
function contractWithoutParsers(): Plugin {
  const names = Object.fromEntries(Object.entries(IPC_CHANNELS).map(([key, { name }]) => [key, { name }]));
  return {
    name: 'hermes-tray:contract-without-parsers',
    enforce: 'pre',
    load: (id) =>
      id === resolve(import.meta.dirname, 'main/core/ipc-contract.ts')
        ? `export const IPC_CHANNELS = ${JSON.stringify(names)};`
        : null,
  };
}
