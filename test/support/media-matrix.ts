import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** One file of a box and the codecs in it, as FFmpeg's options write it. */
export interface Cell {
  name: string;
  muxer: string;
  video: string[] | null;
  audio: string[] | null;
}

const fast = ['-preset', 'ultrafast'];
const video: Record<string, string[]> = {
  h264: ['-c:v', 'libx264', ...fast, '-pix_fmt', 'yuv420p'],
  h264deep: ['-c:v', 'libx264', ...fast, '-pix_fmt', 'yuv420p10le'],
  h264full: ['-c:v', 'libx264', ...fast, '-pix_fmt', 'yuv444p'],
  hevc: ['-c:v', 'libx265', ...fast, '-x265-params', 'log-level=none', '-pix_fmt', 'yuv420p'],
  hevcdeep: ['-c:v', 'libx265', ...fast, '-x265-params', 'log-level=none', '-pix_fmt', 'yuv420p10le'],
  av1: ['-c:v', 'libaom-av1', '-cpu-used', '8', '-usage', 'realtime', '-pix_fmt', 'yuv420p'],
  vp8: ['-c:v', 'libvpx', '-deadline', 'realtime', '-pix_fmt', 'yuv420p'],
  vp9: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-pix_fmt', 'yuv420p'],
  vp9full: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-pix_fmt', 'yuv444p'],
  theora: ['-c:v', 'libtheora', '-q:v', '7'],
  mpeg4: ['-c:v', 'mpeg4', '-q:v', '5'],
  xvid: ['-c:v', 'mpeg4', '-vtag', 'XVID', '-q:v', '5'],
  mpeg2: ['-c:v', 'mpeg2video', '-q:v', '5'],
  mpeg1: ['-c:v', 'mpeg1video', '-q:v', '5'],
  mjpeg: ['-c:v', 'mjpeg', '-q:v', '5', '-pix_fmt', 'yuvj422p'],
  msmpeg4v2: ['-c:v', 'msmpeg4v2', '-q:v', '5'],
  msmpeg4v3: ['-c:v', 'msmpeg4', '-q:v', '5'],
  wmv1: ['-c:v', 'wmv1', '-q:v', '5'],
  wmv2: ['-c:v', 'wmv2', '-q:v', '5'],
  sorenson: ['-c:v', 'flv1', '-q:v', '5'],
  flashsv: ['-c:v', 'flashsv'],
  cinepak: ['-c:v', 'cinepak', '-pix_fmt', 'rgb24'],
  prores: ['-c:v', 'prores_ks', '-pix_fmt', 'yuv422p10le'],
  dnxhr: ['-c:v', 'dnxhd', '-profile:v', 'dnxhr_lb', '-pix_fmt', 'yuv422p'],
  qtrle: ['-c:v', 'qtrle'],
  ffv1: ['-c:v', 'ffv1'],
  huffyuv: ['-c:v', 'huffyuv'],
  raw: ['-c:v', 'rawvideo', '-pix_fmt', 'yuv420p'],
};

const audio: Record<string, string[]> = {
  aac: ['-c:a', 'aac', '-b:a', '96k'],
  mp3: ['-c:a', 'libmp3lame'],
  mp2: ['-c:a', 'mp2'],
  opus: ['-c:a', 'libopus'],
  vorbis: ['-c:a', 'libvorbis'],
  flac: ['-c:a', 'flac'],
  alac: ['-c:a', 'alac'],
  ac3: ['-c:a', 'ac3'],
  eac3: ['-c:a', 'eac3'],
  dts: ['-c:a', 'dca', '-strict', '-2'],
  truehd: ['-c:a', 'truehd', '-strict', '-2'],
  wmav1: ['-c:a', 'wmav1'],
  wmav2: ['-c:a', 'wmav2'],
  pcmU8: ['-c:a', 'pcm_u8'],
  pcmS16: ['-c:a', 'pcm_s16le'],
  pcmS16be: ['-c:a', 'pcm_s16be'],
  pcmS24: ['-c:a', 'pcm_s24le'],
  pcmF32: ['-c:a', 'pcm_f32le'],
  alaw: ['-c:a', 'pcm_alaw', '-ar', '8000'],
  mulaw: ['-c:a', 'pcm_mulaw', '-ar', '8000'],
  adpcm: ['-c:a', 'adpcm_ms'],
};

/** Each box with what goes into it: `video+audio`, `video`, or `+audio`. */
const boxes: Record<string, { muxer: string; holds: string[] }> = {
  mp4: {
    muxer: 'mp4',
    holds:
      'h264+aac h264+mp3 h264+ac3 h264+eac3 h264+opus h264 h264deep+aac h264full+aac hevc+aac hevcdeep+aac av1+aac av1+opus vp9+aac vp9+opus mpeg4+aac mpeg4+mp3 mpeg2+mp2'.split(
        ' ',
      ),
  },
  m4v: { muxer: 'ipod', holds: ['h264+aac', 'mpeg4+aac'] },
  mov: {
    muxer: 'mov',
    holds:
      'h264+aac h264+pcmS16be hevc+aac mjpeg+pcmU8 prores+pcmS24 dnxhr+pcmS16 qtrle+pcmF32 cinepak+pcmS16 mpeg4+alac h264+alaw'.split(
        ' ',
      ),
  },
  mkv: {
    muxer: 'matroska',
    holds:
      'h264+aac h264+ac3 h264+eac3 h264+dts h264+truehd h264+flac h264+opus h264+vorbis hevc+ac3 hevcdeep+dts vp8+vorbis vp9+opus vp9full+opus av1+opus theora+vorbis mpeg2+mp2 mpeg1+mp3 xvid+mp3 msmpeg4v3+mp3 mjpeg+pcmS16 prores+pcmS24 ffv1+flac'.split(
        ' ',
      ),
  },
  webm: { muxer: 'webm', holds: ['vp8+vorbis', 'vp8+opus', 'vp9+opus', 'vp9', 'vp9full+opus', 'av1+opus'] },
  ogv: { muxer: 'ogg', holds: ['theora+vorbis', 'theora+opus', 'theora+flac', 'theora'] },
  avi: {
    muxer: 'avi',
    holds:
      'mpeg4+mp3 xvid+ac3 mjpeg+pcmU8 mjpeg+pcmS16 msmpeg4v2+mp3 msmpeg4v3+mp3 wmv1+wmav2 cinepak+adpcm huffyuv+pcmS16 raw+pcmS16 h264+mp3 mpeg2+mp2 mpeg1+mp2 mpeg4+mulaw mpeg4'.split(
        ' ',
      ),
  },
  wmv: { muxer: 'asf', holds: ['wmv1+wmav1', 'wmv2+wmav2', 'msmpeg4v3+wmav2', 'wmv2+mp3', 'wmv2'] },
  flv: { muxer: 'flv', holds: ['sorenson+mp3', 'h264+aac', 'h264+mp3', 'flashsv+mp3', 'sorenson'] },
  mp3: { muxer: 'mp3', holds: ['+mp3'] },
  m4a: { muxer: 'ipod', holds: ['+aac', '+alac'] },
  aac: { muxer: 'adts', holds: ['+aac'] },
  ogg: { muxer: 'ogg', holds: ['+vorbis', '+opus', '+flac'] },
  weba: { muxer: 'webm', holds: ['+opus', '+vorbis'] },
  mka: { muxer: 'matroska', holds: ['+ac3', '+dts', '+flac'] },
  flac: { muxer: 'flac', holds: ['+flac'] },
  wav: { muxer: 'wav', holds: ['+pcmU8', '+pcmS16', '+pcmS24', '+pcmF32', '+alaw', '+mulaw', '+adpcm'] },
  aiff: { muxer: 'aiff', holds: ['+pcmS16be'] },
  wma: { muxer: 'asf', holds: ['+wmav1', '+wmav2'] },
};

/** Every box with every codec that it is known to carry in the wild and that Debian's FFmpeg can write. */
export const matrix: Cell[] = Object.entries(boxes).flatMap(([ext, { muxer, holds }]) =>
  holds.map((streams) => {
    const [pictures = '', sound = ''] = streams.split('+');
    const name = `${[pictures, sound].filter(Boolean).join('-')}.${ext}`;
    return { name, muxer, video: video[pictures] ?? null, audio: audio[sound] ?? null };
  }),
);

export interface Clip {
  seconds: number;
  /** FFmpeg's `width x height`. */
  size: string;
}

/** Writes one file: a moving test picture, and a tone on the left that is another one on the right. */
export async function writeCell(folder: string, cell: Cell, { seconds, size }: Clip): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, cell.name);
  const inputs: string[] = [];
  if (cell.video) inputs.push('-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25:duration=${seconds}`);
  if (cell.audio) {
    const tones = `aevalsrc=0.4*sin(880*PI*t)|0.4*sin(1320*PI*t):s=48000:d=${seconds}`;
    inputs.push('-f', 'lavfi', '-i', tones);
  }
  const args = [...(cell.video ?? ['-vn']), ...(cell.audio ?? ['-an']), '-f', cell.muxer];
  // Most boxes of telephones hold one channel, and some encoders start their stream before zero.
  const fitting = cell.audio?.some((word) => word === '8000') ? ['-ac', '1'] : [];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...inputs, ...fitting, ...args, path]);
  return path;
}
