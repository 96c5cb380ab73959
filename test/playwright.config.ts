import { defineConfig } from '@playwright/test';

/** Two files at a time, each with a browser; every journey has a server, its people's profiles and sometimes FFmpeg to itself. */
export default defineConfig({
  testDir: 'journeys',
  outputDir: '../dist/test-results',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
});
