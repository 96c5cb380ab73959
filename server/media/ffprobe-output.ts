import type { AudioStream, Probe, VideoStream } from './ffmpeg.ts';

/** The parts of `ffprobe -of json` that are read; any may be missing. */
export interface FfprobeOutput {
  format?: { format_name?: string; start_time?: string; duration?: string };
  streams?: FfprobeStream[];
}

interface FfprobeStream {
  index: number;
  codec_type?: string;
  codec_name?: string;
  codec_tag_string?: string;
  profile?: string;
  pix_fmt?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  color_transfer?: string;
  color_space?: string;
  channels?: number;
  sample_rate?: string;
  start_time?: string;
  duration?: string;
  disposition?: { attached_pic?: number; default?: number };
  tags?: { rotate?: string };
  side_data_list?: { rotation?: number }[];
}

export function readProbe(output: FfprobeOutput, warnings: string): Probe {
  const streams = output.streams ?? [];
  const videos = streams.filter(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1,
  );
  const cover = streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic === 1,
  );
  const audios = streams.filter((stream) => stream.codec_type === 'audio');
  const startMs = (stream: FfprobeStream) =>
    Math.round((Number(stream.start_time ?? 0) - Number(output.format?.start_time ?? 0)) * 1000) || 0;
  const video = preferred(videos);
  const audio = preferred(audios);
  return {
    container: (output.format?.format_name ?? '').split(',')[0] ?? '',
    durationMs: duration(output.format?.duration) ?? duration(video?.duration) ?? duration(audio?.duration),
    video: video === undefined ? null : { ...videoStream(video, warnings), startMs: startMs(video) },
    audio: audio === undefined ? null : { ...audioStream(audio, warnings), startMs: startMs(audio) },
    cover: cover === undefined ? null : { ...videoStream(cover, warnings), startMs: 0 },
  };
}

function preferred(streams: FfprobeStream[]): FfprobeStream | undefined {
  return streams.find((stream) => stream.disposition?.default === 1) ?? streams[0];
}

function duration(seconds: string | undefined): number | null {
  const milliseconds = Math.round(Number(seconds) * 1000);
  return milliseconds > 0 ? milliseconds : null;
}

function videoStream(stream: FfprobeStream, warnings: string): Omit<VideoStream, 'startMs'> {
  return {
    index: stream.index,
    codec: stream.codec_name ?? 'unknown',
    profile: stream.profile ?? '',
    pixelFormat: stream.pix_fmt ?? '',
    width: stream.width ?? 0,
    height: stream.height ?? 0,
    pixelAspect: ratio(stream.sample_aspect_ratio),
    rotationDegrees: rotation(stream),
    transfer: stream.color_transfer ?? '',
    matrix: stream.color_space ?? '',
    encrypted: isEncrypted(stream, warnings),
  };
}

function isEncrypted({ codec_tag_string: tag }: FfprobeStream, warnings: string): boolean {
  return /^(?:encv|enca|drmi|drms)$/u.test(tag ?? '') || /DRM protected/iu.test(warnings);
}

function audioStream(stream: FfprobeStream, warnings: string): Omit<AudioStream, 'startMs'> {
  return {
    index: stream.index,
    codec: stream.codec_name ?? 'unknown',
    profile: stream.profile ?? '',
    channels: stream.channels ?? 0,
    sampleRate: Number(stream.sample_rate ?? 0),
    encrypted: isEncrypted(stream, warnings),
  };
}

function ratio(text: string | undefined): number {
  const [width = 1, height = 1] = (text ?? '1:1').split(':').map(Number);
  return width > 0 && height > 0 ? width / height : 1;
}

/** The display matrix turns counterclockwise, the old tag clockwise. */
function rotation(stream: FfprobeStream): number {
  const matrix = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation;
  const clockwise = matrix === undefined ? Number(stream.tags?.rotate ?? 0) : -matrix;
  return (((Math.round(clockwise / 90) * 90) % 360) + 360) % 360;
}
