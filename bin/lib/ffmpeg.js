import { join } from 'node:path';
import { install } from './npm.js';
import { onPath } from './programs.js';
import { StartError, say } from './terminal.js';

/**
 * Installs FFmpeg from npm where there is none on the PATH. Nobody needs it to chat, so a failure is told and the
 * server starts without.
 * @param {string} root
 * @param {string} node
 */
export async function ensureFfmpeg(root, node) {
  if (onPath('ffmpeg') && onPath('ffprobe')) return;
  try {
    await ensureFfmpegPart(root, node);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    say({
      en: `${error.message}\nStarting without FFmpeg: videos get no poster and no conversion.`,
      ru: `${error.message}\nЗапуск без FFmpeg: у видео не будет обложек и преобразования.`,
    });
  }
}

/**
 * @param {string} root
 * @param {string} node
 */
export async function ensureFfmpegPart(root, node) {
  await install(join(root, 'parts/ffmpeg'), {
    title: { en: 'FFmpeg', ru: 'FFmpeg' },
    megabytes: 71,
    node,
    optional: true,
  });
}
