// Writes `dist/bundle`: one file for each process and thread of the server. Run by bundle.js under a fit Node.js.
import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from '../../web/node_modules/rolldown/dist/index.mjs';
import { bundledEntry } from './bundle.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = dirname(join(root, bundledEntry));

/** They look for each other beside themselves, by these names. */
const entries = {
  main: 'server/main.ts',
  'database-thread': 'server/database-thread.ts',
  worker: 'server/media/worker.ts',
  'forking-thread': 'server/media/forking-thread.ts',
  'pdf-thread': 'server/media/pdf-thread.ts',
  thread: 'server/features/search/thread.ts',
};

/** What brings files of its own that are no JavaScript, or is loaded only when it is needed. */
const external = [
  '@hyzyla/pdfium',
  '@napi-rs/image',
  '@peculiar/x509',
  'better-sqlite3',
  'libheif-js',
  'prom-client',
  'reflect-metadata',
  'sharp',
].map((name) => new RegExp(`^${name}(/|$)`));

// Two starts at once: each writes its own, and what is there at any moment is whole.
const made = `${folder}-${process.pid}`;
for (const [name, input] of Object.entries(entries)) {
  const bundle = await rolldown({ input: join(root, input), platform: 'node', external, cwd: root });
  await bundle.write({ file: join(made, `${name}.js`), format: 'esm', codeSplitting: false });
  await bundle.close();
}
rmSync(folder, { recursive: true, force: true });
try {
  renameSync(made, folder);
} catch {
  // The other start was a moment quicker, with the same.
  rmSync(made, { recursive: true });
}
