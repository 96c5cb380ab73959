import type { Ffmpeg } from './ffmpeg.ts';
import type { MediaLimits } from './limits.ts';
import { MediaError } from './types.ts';

export async function openNodeAv(module: string, _limits: MediaLimits): Promise<Ffmpeg> {
  throw new MediaError('no-ffmpeg', module);
}
