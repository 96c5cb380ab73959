import { defineConfig } from '@playwright/test';

/** One at a time: every journey has a server, two browsers and sometimes FFmpeg to itself. */
export default defineConfig({
  testDir: 'journeys',
  outputDir: '../dist/test-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
});
