import { defineConfig } from '@playwright/test';

/** Three files at a time, each with a browser, on two processors: most of the time is waiting; every journey has a server, its people's profiles and sometimes FFmpeg to itself. */
export default defineConfig({
  testDir: 'journeys',
  outputDir: '../dist/test-results',
  workers: 3,
  retries: 0,
  forbidOnly: true,
  // Slowness is no failure: how soon things happen is measured in `bench/`.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: 'list',
});
