import type { AudioStream, Probe, VideoStream } from './ffmpeg.ts';
import { av, type Demuxer, type NodeAv, type Stream } from './node-av.ts';

/** The names that `ffprobe` gives to the profiles that matter here (AV_PROFILE_*). */
const profiles: Record<string, Record<number, string>> = {
  h264: { 66: 'Baseline', 578: 'Constrained Baseline', 77: 'Main', 100: 'High', 110: 'High 10' },
  aac: { 0: 'Main', 1: 'LC', 4: 'HE-AAC', 28: 'HE-AACv2' },
};
const unknownProfile = -99;
/** AVCOL_TRC_* and AVCOL_SPC_UNSPECIFIED. */
const transfers: Record<number, string> = { 16: 'smpte2084', 18: 'arib-std-b67' };
const unspecified = 2;

export function readProbe(lib: NodeAv, input: Demuxer): Probe {
  const ofType = (type: number) =>
    input.streams.filter(
      ({ codecpar, disposition }) =>
        codecpar.codecType === type && (disposition & av.isAttachedPicture) === 0,
    );
  const cover = input.streams.find(
    ({ codecpar, disposition }) =>
      codecpar.codecType === av.typeVideo && (disposition & av.isAttachedPicture) !== 0,
  );
  const video = preferred(ofType(av.typeVideo));
  const audio = preferred(ofType(av.typeAudio));
  return {
    container: input.formatName.split(',')[0] ?? '',
    durationMs: milliseconds(input.duration) ?? streamMs(video) ?? streamMs(audio),
    video: video === undefined ? null : { ...videoStream(lib, video), startMs: startMs(input, video) },
    audio: audio === undefined ? null : { ...audioStream(lib, audio), startMs: startMs(input, audio) },
    cover: cover === undefined ? null : { ...videoStream(lib, cover), startMs: 0 },
  };
}

function preferred(streams: Stream[]): Stream | undefined {
  return streams.find(({ disposition }) => (disposition & av.isDefault) !== 0) ?? streams[0];
}

function milliseconds(seconds: number): number | null {
  const ms = Math.round(seconds * 1000);
  return ms > 0 ? ms : null;
}

function streamMs(stream: Stream | undefined): number | null {
  if (stream === undefined || stream.duration === av.noTime) return null;
  return milliseconds((Number(stream.duration) * stream.timeBase.num) / stream.timeBase.den);
}

function startMs(input: Demuxer, { startTime, timeBase }: Stream): number {
  if (startTime === av.noTime) return 0;
  return Math.round(((Number(startTime) * timeBase.num) / timeBase.den - input.startTime) * 1000);
}

function names(lib: NodeAv, { codecpar }: Stream): { codec: string; profile: string } {
  const codec = lib.avGetCodecName(codecpar.codecId) ?? 'unknown';
  const { profile } = codecpar;
  return {
    codec,
    profile: profiles[codec]?.[profile] ?? (profile === unknownProfile ? '' : String(profile)),
  };
}

function videoStream(lib: NodeAv, stream: Stream): Omit<VideoStream, 'startMs'> {
  const { codecpar } = stream;
  const aspect = stream.sampleAspectRatio.num > 0 ? stream.sampleAspectRatio : codecpar.sampleAspectRatio;
  return {
    index: stream.index,
    ...names(lib, stream),
    pixelFormat: lib.avGetPixFmtName(codecpar.format) ?? '',
    width: codecpar.width,
    height: codecpar.height,
    pixelAspect: aspect.num > 0 && aspect.den > 0 ? aspect.num / aspect.den : 1,
    rotationDegrees: rotation(codecpar.getCodedSideData(av.displayMatrix)),
    transfer: transfers[codecpar.colorTrc] ?? '',
    matrix: codecpar.colorSpace === unspecified ? '' : String(codecpar.colorSpace),
    encrypted: isEncrypted(stream),
  };
}

function isEncrypted({ codecpar }: Stream): boolean {
  return /^(?:encv|enca|drmi|drms)$/u.test(codecpar.codecTagString ?? '');
}

function audioStream(lib: NodeAv, stream: Stream): Omit<AudioStream, 'startMs'> {
  const { channels, sampleRate } = stream.codecpar;
  return {
    index: stream.index,
    ...names(lib, stream),
    channels,
    sampleRate,
    encrypted: isEncrypted(stream),
  };
}

/** From a 3 × 3 matrix of 16.16 numbers (ISO 14496-12), clockwise. */
function rotation(matrix: Buffer | null): number {
  if (matrix === null || matrix.length < 8) return 0;
  const degrees = (Math.atan2(matrix.readInt32LE(4), matrix.readInt32LE(0)) * 180) / Math.PI;
  return (((Math.round(degrees / 90) * 90) % 360) + 360) % 360;
}
