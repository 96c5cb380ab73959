import type { ConvertRequest, Health, Probe, VideoStream } from './ffmpeg.ts';
import {
  aac,
  channelsOf,
  convertFilters,
  fromZero,
  loopOptions,
  mp4Options,
  x264,
} from './ffmpeg-options.ts';
import { checkFrames, checkHealth } from './health.ts';
import type { MediaLimits } from './limits.ts';
import {
  av,
  type Decoder,
  type Demuxer,
  type Encoder,
  type Filter,
  type Frame,
  type Muxer,
  type Packet,
  type Stream,
} from './node-av.ts';
import {
  addCopied,
  type Context,
  openDecoder,
  streamOf,
  threadCount,
  upright,
  withOutput,
} from './node-av-io.ts';
import { checkOutput } from './output-size.ts';

/** What happens to the packets of one stream on their way to the output. */
interface Track {
  take: (packet: Packet | null) => Promise<void>;
  close: () => void;
  /** A damaged picture is held back by the decoder: it is a packet of which nothing comes. */
  health: () => Health;
}

export async function convert(context: Context, input: Demuxer, request: ConvertRequest): Promise<void> {
  const { probe, to } = request;
  const tracks = new Map<number, Track>();
  await withOutput(context, { to, muxer: 'mp4', options: mp4Options(request) }, async (output) => {
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
      const pictures = tracks.get(probe.video?.index ?? -1);
      if (pictures !== undefined) checkHealth(pictures.health());
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
  const tooFast = request.loop === undefined && rate.den > 0 && rate.num / rate.den > x264.maxFramesPerSecond;
  const filters = [
    fromZero(input.startTime),
    upright(video, convertFilters(request, video)),
    ...(tooFast ? [`fps=${x264.maxFramesPerSecond}`] : []),
  ].join(',');
  // The encoder counts time in what the filters tell as the rate: an animation's times are milliseconds.
  const framerate = request.loop === undefined ? rate : { num: 1000, den: 1 };
  const filter = context.lib.FilterAPI.create(filters, { framerate });
  const { preset, crf, profile } = x264;
  const options = { preset, crf, profile, ...(request.loop === undefined ? {} : loopOptions) };
  const encoder = await context.lib.Encoder.create('libx264', {
    bitrate: 0,
    threadCount,
    decoder,
    filter,
    options,
    gopSize: request.loop === undefined ? gopFrames(rate, tooFast) : wholeGop,
  });
  return codedTrack(output, { decoder, filter, encoder }, (frames) => checkFrames(frames, context.limits));
}

/** x264's own. */
const wholeGop = 250;

/** About a second: this way to FFmpeg can't ask for key frames at certain times, and the first fragment is waited for. */
function gopFrames({ num, den }: Stream['avgFrameRate'], tooFast: boolean): number {
  if (tooFast) return x264.maxFramesPerSecond;
  return num > 0 && den > 0 ? Math.max(1, Math.round(num / den)) : 25;
}

async function audioTrack(context: Context, { input, output, request }: TrackInput): Promise<Track> {
  const { audio } = request.probe;
  if (audio === null) throw new TypeError('no sound to convert');
  const stream = streamOf(input, audio.index);
  if (request.copyAudio) return copyTrack(output, stream);
  const decoder = await openDecoder(context, stream, false);
  const layout = channelsOf(audio) === 1 ? 'mono' : 'stereo';
  const filter = context.lib.FilterAPI.create(
    `asetpts=PTS-${input.startTime}/TB,${aac.filters},aformat=sample_fmts=fltp:channel_layouts=${layout}:sample_rates=${aac.rates}`,
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
  return {
    take: (packet) => output.writePacket(packet, index),
    close: () => undefined,
    health: () => ({ frames: 0, damaged: 0 }),
  };
}

function codedTrack(
  output: Muxer,
  { decoder, filter, encoder }: { decoder: Decoder; filter: Filter; encoder: Encoder },
  check: (frames: number) => void = () => undefined,
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
  let packets = 0;
  let frames = 0;
  const take = async (packet: Packet | null) => {
    if (packet !== null) packets++;
    for (const decoded of await decoder.decodeAll(packet)) {
      check(++frames);
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
    health: () => ({ frames, damaged: Math.max(0, packets - frames) }),
    close: () => {
      encoder.close();
      filter.close();
      decoder.close();
    },
  };
}
