import { defineConfig, type Plugin } from 'vite';

/** Without this the browser would paint an empty page in the system's theme before the person's own is known. */
const paintAfterScript: Plugin = {
  name: 'paint-after-script',
  transformIndexHtml: (html) =>
    html.replaceAll('<script type="module"', '<script type="module" blocking="render"'),
};

/** The pages that stand alone are built apart: whatever they share with the chat would be a piece more for each of its visits. */
const inputs = {
  chat: { index: 'index.html' },
  alone: {
    nolink: 'nolink.html',
    letter: 'letter.html',
    early: 'early.ts',
    'shell-worker': 'shell-worker.ts',
  },
};

/** What a browser looks up by its name, to see whether it is a new one, must keep that name; the other goes into the page. */
const entryFileNames = ({ name }: { name: string }) =>
  name === 'shell-worker' || name === 'early' ? '[name].js' : 'assets/[name]-[hash].js';

export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  plugins: [paintAfterScript],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // Threads that fetch pieces of theirs when they need them.
  worker: { format: 'es' },
  build: {
    outDir: '../dist/web',
    // Nor when it is built anew while a server hands out what was there.
    emptyOutDir: mode === 'production',
    // The first versions that know light-dark(), popover and container queries.
    target: ['chrome123', 'edge123', 'firefox125', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: inputs[mode === 'alone' ? 'alone' : 'chat'],
      // All that the chat begins with in one piece, whichever later pieces use it too: each file more costs a request.
      output:
        mode === 'alone'
          ? { entryFileNames }
          : { codeSplitting: { groups: [{ name: 'chat', tags: ['$initial'] }] } },
    },
  },
}));
