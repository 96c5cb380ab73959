import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    isolate: false,
    // Most of the time is spent waiting: for FFmpeg, for disks, for what must not happen.
    maxWorkers: 3,
    // Real servers, real files, on a machine that does other things as well: slowness is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    exclude: ['**/node_modules/**', '**/dist/**', 'data/**', 'static/**', 'test/journeys/**'],
  },
});
