import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import type {
  ConvertRequest,
  CopyRequest,
  Ffmpeg,
  FrameRequest,
  MediaFile,
  Probe,
  SurveyRequest,
  VideoStream,
} from './ffmpeg.ts';
import { aac, channelsOf, convertFilters, pictureFilters, surveyFilters, x264 } from './ffmpeg-options.ts';
import { formats } from './formats.ts';
import { type MediaLimits, maxFramePixels } from './limits.ts';
import {
  av,
  type Decoder,
  type Demuxer,
  type Encoder,
  type Filter,
  type Frame,
  type Muxer,
  type NodeAv,
  type Packet,
  type Stream,
} from './node-av.ts';
import { readProbe } from './node-av-probe.ts';
import { checkOutput } from './output-size.ts';
import { MediaError } from './types.ts';

const threadCount = Math.max(1, Math.min(4, availableParallelism()));

interface Context {
  lib: NodeAv;
  limits: MediaLimits;
}

/** FFmpeg as a native module, inside this process: the worker, which may die of it. */
export async function openNodeAv(module: string, limits: MediaLimits): Promise<Ffmpeg> {
  const lib = (await import(pathToFileURL(module).href)) as NodeAv;
  lib.Log.setLevel(av.logQuiet);
  const context = { lib, limits };
  return {
    probe: (file) => withInput(context, file, async (input) => readProbe(lib, input)),
    frame: (file, request) => withInput(context, file, (input) => frame(context, input, request)),
    survey: (file, request) => withInput(context, file, (input) => survey(context, input, request)),
    copy: (file, request) => withInput(context, file, (input) => copy(context, input, request)),
    convert: (file, request) => withInput(context, file, (input) => convert(context, input, request)),
  };
}

/** Opens one local file with one reader, and closes it; whatever FFmpeg complains of is the file's fault. */
async function withInput<T>(
  { lib }: Context,
  { path, format }: MediaFile,
  use: (input: Demuxer) => Promise<T>,
): Promise<T> {
  const { demuxer } = formats[format];
  if (demuxer === undefined) throw new TypeError(`${format} is not FFmpeg's`);
  const options = { protocol_whitelist: 'file', format_whitelist: demuxer };
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

function streamOf(input: Demuxer, index: number): Stream {
  const stream = input.streams[index];
  if (stream === undefined) throw new MediaError('unreadable', `no stream ${index}`);
  return stream;
}

function openDecoder({ lib }: Context, stream: Stream, isVideo: boolean): Promise<Decoder> {
  const options: Record<string, string> = isVideo ? { max_pixels: String(maxFramePixels) } : {};
  return lib.Decoder.create(stream, { exitOnError: false, threadCount, options });
}

/** The command line turns pictures upright by itself; here it must be said. */
const turns: Record<number, string> = {
  90: 'transpose=clock,',
  180: 'hflip,vflip,',
  270: 'transpose=cclock,',
};

function upright(video: VideoStream, filters: string): string {
  return (turns[video.rotationDegrees] ?? '') + filters;
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

function secondsOf({ pts, timeBase }: Frame): number {
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

async function withOutput(
  { lib, limits }: Context,
  { to, muxer }: { to: string; muxer: string },
  use: (output: Muxer) => Promise<void>,
): Promise<void> {
  const options: Record<string, string> =
    muxer === 'mp4' || muxer === 'mov' ? { movflags: '+faststart' } : {};
  const output = await lib.Muxer.open(to, { format: muxer, options });
  try {
    output.getFormatContext().setFlags(av.formatBitexact);
    await use(output);
  } finally {
    await output.close();
  }
  await checkOutput(to, limits);
}

/** Adds a stream as it is, but for its tags. The new box gives it a code of its own. */
function addCopied(output: Muxer, stream: Stream, sameBox: boolean): number {
  stream.metadata = null;
  const index = output.addStream(stream);
  const added = output.getStream(index);
  if (added !== undefined && !sameBox) added.codecpar.codecTag = 0;
  return index;
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
    for await (const packet of input.packets()) {
      if (packet === null) continue;
      const index = indexes.get(packet.streamIndex);
      written += packet.size;
      if (written > context.limits.maxOutputBytes)
        throw new MediaError('output-too-large', `${written} bytes`);
      if (index !== undefined) await output.writePacket(packet, index);
      packet.free();
    }
    for (const index of indexes.values()) await output.writePacket(null, index);
  });
}

/** What happens to the packets of one stream on their way to the output. */
interface Track {
  take: (packet: Packet | null) => Promise<void>;
  close: () => void;
}

async function convert(context: Context, input: Demuxer, request: ConvertRequest): Promise<void> {
  const { probe, to } = request;
  const tracks = new Map<number, Track>();
  await withOutput(context, { to, muxer: 'mp4' }, async (output) => {
    try {
      if (probe.video !== null) {
        tracks.set(
          probe.video.index,
          await videoTrack(context, { input, output, request, video: probe.video }),
        );
      }
      if (probe.audio !== null)
        tracks.set(probe.audio.index, await audioTrack(context, { input, output, request }));
      await feed(input, tracks, { probe, onProgress: request.onProgress, to, limits: context.limits });
    } finally {
      for (const track of tracks.values()) track.close();
    }
  });
}

const reportEveryMs = 500;

async function feed(
  input: Demuxer,
  tracks: Map<number, Track>,
  {
    probe,
    onProgress,
    to,
    limits,
  }: { probe: Probe; onProgress: (fraction: number) => void; to: string; limits: MediaLimits },
): Promise<void> {
  let reportedAtMs = performance.now();
  for await (const packet of input.packets()) {
    if (packet === null) continue;
    await tracks.get(packet.streamIndex)?.take(packet);
    if (performance.now() - reportedAtMs > reportEveryMs) {
      reportedAtMs = performance.now();
      await checkOutput(to, limits);
      report(input, packet, { probe, onProgress });
    }
    packet.free();
  }
  for (const track of tracks.values()) await track.take(null);
}

function report(
  input: Demuxer,
  packet: Packet,
  { probe, onProgress }: { probe: Probe; onProgress: (fraction: number) => void },
): void {
  const { timeBase } = streamOf(input, packet.streamIndex);
  const ms = ((Number(packet.pts) * timeBase.num) / timeBase.den - input.startTime) * 1000;
  if (packet.pts !== av.noTime && probe.durationMs && ms > 0) onProgress(Math.min(1, ms / probe.durationMs));
}

interface TrackInput {
  input: Demuxer;
  output: Muxer;
  request: ConvertRequest;
}

async function videoTrack(
  context: Context,
  { input, output, request, video }: TrackInput & { video: VideoStream },
): Promise<Track> {
  const stream = streamOf(input, video.index);
  if (request.copyVideo) return copyTrack(output, stream);
  const decoder = await openDecoder(context, stream, true);
  const rate = stream.avgFrameRate;
  const tooFast = rate.den > 0 && rate.num / rate.den > x264.maxFramesPerSecond;
  const filters = upright(
    video,
    convertFilters(request, video) + (tooFast ? `,fps=${x264.maxFramesPerSecond}` : ''),
  );
  const filter = context.lib.FilterAPI.create(filters, { framerate: rate });
  const { preset, crf, profile } = x264;
  const options = { preset, crf, profile };
  const encoder = await context.lib.Encoder.create('libx264', {
    bitrate: 0,
    threadCount,
    decoder,
    filter,
    options,
  });
  return codedTrack(output, { decoder, filter, encoder });
}

async function audioTrack(context: Context, { input, output, request }: TrackInput): Promise<Track> {
  const { audio } = request.probe;
  if (audio === null) throw new TypeError('no sound to convert');
  const stream = streamOf(input, audio.index);
  if (request.copyAudio) return copyTrack(output, stream);
  const decoder = await openDecoder(context, stream, false);
  const layout = channelsOf(audio) === 1 ? 'mono' : 'stereo';
  const filter = context.lib.FilterAPI.create(
    `${aac.filters},aformat=sample_fmts=fltp:channel_layouts=${layout}`,
  );
  const encoder = await context.lib.Encoder.create('aac', {
    bitrate: aac.bitrate,
    decoder,
    filter,
    options: {},
  });
  return codedTrack(output, { decoder, filter, encoder });
}

function copyTrack(output: Muxer, stream: Stream): Track {
  const index = addCopied(output, stream, false);
  return { take: (packet) => output.writePacket(packet, index), close: () => undefined };
}

function codedTrack(
  output: Muxer,
  { decoder, filter, encoder }: { decoder: Decoder; filter: Filter; encoder: Encoder },
): Track {
  encoder.setCodecFlags(av.codecBitexact);
  const index = output.addStream(encoder);
  const write = async (packets: Packet[]) => {
    for (const packet of packets) {
      await output.writePacket(packet, index);
      packet.free();
    }
  };
  const encode = async (frames: Iterable<Frame>) => {
    for (const each of frames) {
      await write(await encoder.encodeAll(each));
      each.free();
    }
  };
  const take = async (packet: Packet | null) => {
    for (const decoded of await decoder.decodeAll(packet)) {
      await encode(await filter.processAll(decoded));
      decoded.free();
    }
    if (packet !== null) return;
    for await (const last of filter.flushFrames()) await encode([last]);
    await write(await encoder.encodeAll(null));
    await output.writePacket(null, index);
  };
  return {
    take,
    close: () => {
      encoder.close();
      filter.close();
      decoder.close();
    },
  };
}
