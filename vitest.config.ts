import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    isolate: false,
    exclude: ['**/node_modules/**', '**/dist/**', 'data/**', 'static/**', 'test/journeys/**'],
  },
});
