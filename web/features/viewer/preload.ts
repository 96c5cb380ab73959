import type { File } from '../../../protocol/attachments.ts';
import { fullSource } from '../attachments/how-shown.ts';

/** Larger ones load when they are looked at. */
const mostBytes = 12 * 1024 * 1024;

/**
 * What comes next is fetched beforehand: small first, then in full. Of a video, its poster. Hold what this answers: a
 * picture that nobody holds may be thrown away before it is here.
 */
export function preload(files: readonly File[]): HTMLImageElement[] {
  return files.flatMap((file) => {
    const small = file.urls.thumb800 ?? file.urls.thumb400 ?? file.urls.poster;
    const isPlain = file.kind === 'image' && !file.playMime?.startsWith('video/') && file.size <= mostBytes;
    return [small, isPlain ? fullSource(file) : undefined]
      .filter((src) => src !== undefined)
      .map((src) => {
        const image = new Image();
        image.src = src;
        return image;
      });
  });
}
