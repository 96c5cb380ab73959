import { stat } from 'node:fs/promises';
import type { MediaLimits } from './limits.ts';
import { MediaError } from './types.ts';

/** FFmpeg stops short of its limit (`-fs`) and calls it a success. */
const cutOffFrom = 0.98;

/** Throws where what was written, or is being written, fills its limit. */
export async function checkOutput(path: string, { maxOutputBytes }: MediaLimits): Promise<void> {
  const { size } = await stat(path);
  if (size > maxOutputBytes * cutOffFrom) throw new MediaError('output-too-large', `${size} bytes`);
}
