import { defineConfig, type Plugin } from 'vite';

/** Without this the browser would paint an empty page in the system's theme before the person's own is known. */
const paintAfterScript: Plugin = {
  name: 'paint-after-script',
  transformIndexHtml: (html) =>
    html.replaceAll('<script type="module"', '<script type="module" blocking="render"'),
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [paintAfterScript],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Threads that fetch pieces of theirs when they need them.
  worker: { format: 'es' },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // The first versions that know light-dark(), popover and container queries.
    target: ['chrome123', 'edge123', 'firefox125', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: 'index.html', nolink: 'nolink.html', letter: 'letter.html' } },
  },
});
