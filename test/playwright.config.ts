import { defineConfig } from '@playwright/test';

/** Three files at a time, each with a browser, on two processors: most of the time is waiting; every journey has a server, its people's profiles and sometimes FFmpeg to itself. */
export default defineConfig({
  testDir: 'journeys',
  outputDir: '../dist/test-results',
  workers: 3,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
});
