import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type {
  CopyRequest,
  Ffmpeg,
  FrameRequest,
  Health,
  HealthRequest,
  MediaFile,
  SamplesRequest,
  SurveyRequest,
  VideoStream,
} from './ffmpeg.ts';
import { pictureFilters, surveyFilters, x264 } from './ffmpeg-options.ts';
import { formats } from './formats.ts';
import type { MediaLimits } from './limits.ts';
import { av, type Demuxer, type Frame, type NodeAv } from './node-av.ts';
import { convert } from './node-av-convert.ts';
import { addCopied, type Context, openDecoder, streamOf, upright, withOutput } from './node-av-io.ts';
import { readProbe } from './node-av-probe.ts';
import { asSamples } from './samples.ts';
import { MediaError } from './types.ts';

/** FFmpeg as a native module, inside this process: the worker, which may die of it. */
export async function openNodeAv(module: string, limits: MediaLimits): Promise<Ffmpeg> {
  const lib = (await import(pathToFileURL(module).href)) as NodeAv;
  lib.Log.setLevel(av.logQuiet);
  const context = { lib, limits };
  return {
    probe: (file) => withInput(context, file, async (input) => readProbe(lib, input)),
    frame: (file, request) => withInput(context, file, (input) => frame(context, input, request)),
    survey: (file, request) => withInput(context, file, (input) => survey(context, input, request)),
    samples: (file, request) => withInput(context, file, (input) => samples(context, input, request)),
    health: (file, request) => withInput(context, file, (input) => health(context, input, request)),
    copy: (file, request) => withInput(context, file, (input) => copy(context, input, request)),
    convert: (file, request) => withInput(context, file, (input) => convert(context, input, request)),
  };
}

const wavPieceBytes = 16 * 1024;

/** Opens one local file with one reader, and closes it; whatever FFmpeg complains of is the file's fault. */
async function withInput<T>(
  { lib }: Context,
  { path, format }: MediaFile,
  use: (input: Demuxer) => Promise<T>,
): Promise<T> {
  const { demuxer } = formats[format];
  if (demuxer === undefined) throw new TypeError(`${format} is not FFmpeg's`);
  // Else it hands out 40 ms at a time, a million pieces of a long recording.
  const pieces = demuxer === 'wav' ? { max_size: String(wavPieceBytes) } : {};
  const options = { protocol_whitelist: 'file', format_whitelist: demuxer, ...pieces };
  let input: Demuxer | undefined;
  try {
    input = await lib.Demuxer.open(`file:${path}`, { format: demuxer, options });
    return await use(input);
  } catch (error) {
    throw asMediaError(error);
  } finally {
    await input?.close();
  }
}

function asMediaError(error: unknown): MediaError {
  if (error instanceof MediaError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new MediaError(/decoder not found/iu.test(message) ? 'unsupported-codec' : 'unreadable', message, {
    cause: error,
  });
}

interface Pictures {
  video: VideoStream;
  filters: string;
  fromSeconds: number;
}

/** Decoded, filtered frames of one stream. Whoever takes one frees it by taking the next. */
async function* pictures(
  context: Context,
  input: Demuxer,
  { video, filters, fromSeconds }: Pictures,
): AsyncGenerator<Frame> {
  const stream = streamOf(input, video.index);
  const decoder = await openDecoder(context, stream, true);
  const filter = context.lib.FilterAPI.create(filters, { framerate: stream.avgFrameRate });
  if (fromSeconds > 0) await input.seek(input.startTime + fromSeconds, -1, av.seekBackward);
  try {
    for await (const packet of input.packets(video.index)) {
      for (const decoded of await decoder.decodeAll(packet)) {
        if (secondsOf(decoded) - input.startTime >= fromSeconds)
          yield* freeing(await filter.processAll(decoded));
        decoded.free();
      }
      packet?.free();
    }
    for await (const last of filter.flushFrames()) yield* freeing([last]);
  } finally {
    filter.close();
    decoder.close();
  }
}

function* freeing(frames: Frame[]): Generator<Frame> {
  try {
    yield* frames;
  } finally {
    for (const each of frames) each.free();
  }
}

function secondsOf({ pts, timeBase }: Pick<Frame, 'pts' | 'timeBase'>): number {
  return pts === av.noTime ? Number.POSITIVE_INFINITY : (Number(pts) * timeBase.num) / timeBase.den;
}

async function frame(context: Context, input: Demuxer, request: FrameRequest): Promise<Buffer | null> {
  const filters = upright(request.video, `${pictureFilters(request)},format=rgb24`);
  const wanted = { video: request.video, filters, fromSeconds: request.atSeconds };
  for await (const picture of pictures(context, input, wanted)) return Buffer.from(picture.toBuffer());
  return null;
}

async function survey(context: Context, input: Demuxer, request: SurveyRequest): Promise<Buffer[]> {
  const { video, seconds, framesPerSecond } = request;
  const wanted = { video, filters: `${surveyFilters(request)},format=gray`, fromSeconds: 0 };
  const seen: Buffer[] = [];
  for await (const picture of pictures(context, input, wanted)) {
    seen.push(Buffer.from(picture.toBuffer()));
    if (seen.length >= seconds * framesPerSecond) break;
  }
  return seen;
}

/** A damaged picture is held back by the decoder: it is a packet of which nothing comes. */
async function health(context: Context, input: Demuxer, request: HealthRequest): Promise<Health> {
  const { video, seconds } = request;
  const decoder = await openDecoder(context, streamOf(input, video.index), true);
  let packets = 0;
  let frames = 0;
  const count = (decoded: Frame[]) => {
    frames += decoded.length;
    for (const each of decoded) each.free();
  };
  try {
    for await (const packet of input.packets(video.index)) {
      if (packet !== null) packets++;
      const at = packet === null ? 0 : secondsOf(packet) - input.startTime;
      // AVI tells no times of H.264: then the number of pictures must do.
      const late = Number.isFinite(at) ? at > seconds : packets > seconds * x264.maxFramesPerSecond;
      count(await decoder.decodeAll(late ? null : packet));
      packet?.free();
      if (late) break;
    }
    return { frames, damaged: Math.max(0, packets - frames) };
  } finally {
    decoder.close();
  }
}

const packetsPerBreath = 256;

/** Sound comes in so many small packets that waiting for each takes ten times as long; messages get through all the same. */
async function* inBreaths<T>(all: Iterable<T>): AsyncGenerator<T> {
  let count = 0;
  for (const each of all) {
    yield each;
    if (++count % packetsPerBreath === 0) await setImmediate();
  }
}

async function samples(
  context: Context,
  input: Demuxer,
  request: SamplesRequest,
): Promise<'ended' | 'stopped'> {
  const { audio, rate, fromSeconds, seconds, onSamples } = request;
  const decoder = await openDecoder(context, streamOf(input, audio.index), false);
  const filter = context.lib.FilterAPI.create(
    `aformat=sample_fmts=s16:channel_layouts=mono:sample_rates=${rate}`,
  );
  let left = Math.ceil(seconds * rate);
  const pass = (frames: Frame[]) => {
    for (const each of freeing(frames)) {
      const wanted = onSamples(asSamples(each.toBuffer()).subarray(0, Math.min(each.nbSamples, left)));
      left -= each.nbSamples;
      if (!wanted) return 'stopped';
      if (left <= 0) return 'ended';
    }
    return null;
  };
  try {
    if (fromSeconds > 0) await input.seek(input.startTime + fromSeconds, -1, av.seekBackward);
    for await (const packet of inBreaths(input.packetsSync(audio.index))) {
      for (const decoded of freeing(decoder.decodeAllSync(packet))) {
        const end = pass(filter.processAllSync(decoded));
        if (end !== null) return end;
      }
      packet?.free();
    }
    for (const last of filter.flushFramesSync()) pass([last]);
    return 'ended';
  } finally {
    filter.close();
    decoder.close();
  }
}

async function copy(context: Context, input: Demuxer, request: CopyRequest): Promise<void> {
  const { probe, subtitles, to, muxer } = request;
  const wanted = new Set([probe.video?.index, probe.audio?.index]);
  const sameBox = input.formatName.split(',').includes(muxer);
  await withOutput(context, { to, muxer }, async (output) => {
    const indexes = new Map<number, number>();
    for (const stream of input.streams) {
      const isText = subtitles && stream.codecpar.codecType === av.typeSubtitle;
      if (wanted.has(stream.index) || isText) indexes.set(stream.index, addCopied(output, stream, sameBox));
    }
    let written = 0;
    for await (const packet of inBreaths(input.packetsSync())) {
      if (packet === null) continue;
      const index = indexes.get(packet.streamIndex);
      written += packet.size;
      if (written > context.limits.maxOutputBytes)
        throw new MediaError('output-too-large', `${written} bytes`);
      if (index !== undefined) output.writePacketSync(packet, index);
      packet.free();
    }
    for (const index of indexes.values()) output.writePacketSync(null, index);
  });
}
