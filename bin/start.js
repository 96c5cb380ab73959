#!/usr/bin/env node
// Runs on any Node.js from 18 on, with nothing installed: installs what is missing, then becomes the server.
import { fileURLToPath } from 'node:url';
import { ensureBundle } from './lib/bundle.js';
import { ensureFfmpeg } from './lib/ffmpeg.js';
import { ensurePage } from './lib/page.js';
import { fitNode } from './lib/runtime.js';
import { isUnderNpm, serve } from './lib/serve.js';
import { ensureServerParts } from './lib/server-parts.js';
import { runMain } from './lib/terminal.js';

const root = fileURLToPath(new URL('..', import.meta.url));

if (isUnderNpm()) await import('./lib/follow-parent.js');

await runMain(async () => {
  const node = await fitNode(root);
  await ensureServerParts(root, node);
  await ensureFfmpeg(root, node);
  await ensurePage(root, node);
  await ensureBundle(root, node);
  serve(root, node);
});
