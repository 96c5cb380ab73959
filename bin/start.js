#!/usr/bin/env node
// Runs on any Node.js from 18 on, with nothing installed: installs what is missing, then becomes the server.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './lib/npm.js';
import { ensurePage } from './lib/page.js';
import { onPath } from './lib/programs.js';
import { fitNode } from './lib/runtime.js';
import { serve } from './lib/serve.js';
import { runMain, StartError, say } from './lib/terminal.js';

const root = fileURLToPath(new URL('..', import.meta.url));

await runMain(async () => {
  const node = await fitNode(root);
  await ensureServerPackages();
  await ensureFfmpeg();
  await ensurePage(root, node);
  serve(root, node);
});

/** In a packed tarball npm has installed them beside us, and there is no lock file. */
async function ensureServerPackages() {
  if (!existsSync(join(root, 'package-lock.json'))) return;
  await install(root, { title: { en: 'the server’s parts', ru: 'части сервера' }, megabytes: 47 });
}

/** Nobody needs it to chat, so a failure is told and the server starts without. */
async function ensureFfmpeg() {
  if (onPath('ffmpeg') && onPath('ffprobe')) return;
  try {
    await install(join(root, 'parts/ffmpeg'), {
      title: { en: 'FFmpeg, since there is none on the PATH', ru: 'FFmpeg, которого нет в PATH' },
      megabytes: 71,
    });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    say({
      en: `${error.message}\nStarting without FFmpeg: videos get no poster and no conversion.`,
      ru: `${error.message}\nЗапуск без FFmpeg: у видео не будет обложек и преобразования.`,
    });
  }
}
