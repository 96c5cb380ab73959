#!/usr/bin/env node
// Runs on any Node.js from 18 on, with nothing installed: installs what is missing, then becomes the server.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureFfmpeg } from './lib/ffmpeg.js';
import { install } from './lib/npm.js';
import { ensurePage } from './lib/page.js';
import { fitNode } from './lib/runtime.js';
import { isUnderNpm, serve } from './lib/serve.js';
import { runMain } from './lib/terminal.js';

const root = fileURLToPath(new URL('..', import.meta.url));

if (isUnderNpm()) await import('./lib/follow-parent.js');

await runMain(async () => {
  const node = await fitNode(root);
  await ensureServerPackages();
  await ensureFfmpeg(root);
  await ensurePage(root, node);
  serve(root, node);
});

/** In a packed tarball npm has installed them beside us, and there is no lock file. */
async function ensureServerPackages() {
  if (!existsSync(join(root, 'package-lock.json'))) return;
  await install(root, { title: { en: 'the server’s parts', ru: 'части сервера' }, megabytes: 47 });
}
