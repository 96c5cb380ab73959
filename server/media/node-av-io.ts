import { availableParallelism } from 'node:os';
import type { VideoStream } from './ffmpeg.ts';
import { type MediaLimits, maxFramePixels } from './limits.ts';
import { av, type Decoder, type Demuxer, type Muxer, type NodeAv, type Stream } from './node-av.ts';
import { checkOutput } from './output-size.ts';
import { MediaError } from './types.ts';

export const threadCount = Math.max(1, Math.min(4, availableParallelism()));

export interface Context {
  lib: NodeAv;
  limits: MediaLimits;
}

export function streamOf(input: Demuxer, index: number): Stream {
  const stream = input.streams[index];
  if (stream === undefined) throw new MediaError('unreadable', `no stream ${index}`);
  return stream;
}

export function openDecoder({ lib }: Context, stream: Stream, isVideo: boolean): Promise<Decoder> {
  const options: Record<string, string> = isVideo ? { max_pixels: String(maxFramePixels) } : {};
  return lib.Decoder.create(stream, { exitOnError: false, threadCount, options });
}

/** The command line turns pictures upright by itself; here it must be said. */
const turns: Record<number, string> = {
  90: 'transpose=clock,',
  180: 'hflip,vflip,',
  270: 'transpose=cclock,',
};

export function upright(video: VideoStream, filters: string): string {
  return (turns[video.rotationDegrees] ?? '') + filters;
}

export async function withOutput(
  { lib, limits }: Context,
  { to, muxer, options = {} }: { to: string; muxer: string; options?: Record<string, string> },
  use: (output: Muxer) => Promise<void>,
): Promise<void> {
  const inFront = muxer === 'mp4' || muxer === 'mov' ? { movflags: '+faststart' } : {};
  const output = await lib.Muxer.open(to, { format: muxer, options: { ...inFront, ...options } });
  try {
    output.getFormatContext().setFlags(av.formatBitexact);
    await use(output);
  } finally {
    await output.close();
  }
  await checkOutput(to, limits);
}

/** Adds a stream as it is, but for its tags. The new box gives it a code of its own. */
export function addCopied(output: Muxer, stream: Stream, sameBox: boolean): number {
  stream.metadata = null;
  const index = output.addStream(stream);
  const added = output.getStream(index);
  if (added !== undefined && !sameBox) added.codecpar.codecTag = 0;
  return index;
}
