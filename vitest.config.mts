import { defineConfig } from 'vitest/config';

// Two projects: what runs anywhere in seconds, and what needs a desktop (a real systemd, bus, panel and Electron).
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/main/**/*.test.ts',
            'test/renderer/**/*.test.ts',
            'test/contracts/fake/**/*.test.ts',
            'test/chaos/unit/**/*.test.ts',
          ],
          // Far above what any of them takes, for machines that do much else meanwhile.
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'desktop',
          include: [
            'test/contracts/real/**/*.test.ts',
            'test/integration/**/*.test.ts',
            'test/e2e/**/*.test.ts',
            'test/chaos/*.test.ts',
            'test/desktop/**/*.test.ts',
            'test/gateway/**/*.test.ts',
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // They share one systemd, one panel and one screen.
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});
