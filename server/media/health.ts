import type { Health } from './ffmpeg.ts';
import type { MediaLimits } from './limits.ts';
import { MediaError } from './types.ts';

/** Throws `unreadable` where more than half of the pictures are made up or missing: what would be seen is noise. */
export function checkHealth({ frames, damaged }: Health): void {
  if (damaged > 0 && damaged * 2 > frames) {
    throw new MediaError('unreadable', `${damaged} damaged pictures beside ${frames}`);
  }
}

/** Throws `too-complex` for a film of more pictures than anybody watches: each may be tiny, all together are not. */
export function checkFrames(frames: number, { maxFilmFrames }: MediaLimits): void {
  if (frames > maxFilmFrames) throw new MediaError('too-complex', `more than ${maxFilmFrames} pictures`);
}
