import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import * as fixtures from '../../test/support/fixtures.ts';
import { findFfmpeg } from './ffmpeg.ts';
import { createMediaWorkers } from './workers.ts';

const partDir = join(import.meta.dirname, '../../parts/ffmpeg');
const fromNpm = { ffmpegPath: '/nowhere/ffmpeg', ffmpegPartDir: partDir };
const hasModule = (await findFfmpeg({ ffmpegPath: '/nowhere/ffmpeg', partDirs: [partDir] })) !== null;
const backends = [
  ['the system’s FFmpeg', {}] as const,
  ...(hasModule ? [['FFmpeg from npm', fromNpm] as const] : []),
];

const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const aac = ['-c:a', 'aac'];
const pcm = ['-c:a', 'pcm_s16le'];
const mp3 = ['-c:a', 'libmp3lame'];
const experimental = ['-strict', '-2'];
const vp9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-pix_fmt', 'yuv420p'];
const av1 = ['-c:v', 'libsvtav1', '-preset', '12', '-pix_fmt', 'yuv420p'];
const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none'];
const hdr = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'];

type Row = readonly [
  file: string,
  playable: 'as-is' | 'remux' | 'transcode',
  video: string[],
  audio: string[] | null,
];

/** Every box with what Debian's FFmpeg can put into it, and what becomes of it. */
const rows: Row[] = [
  ['h264-mp3.mp4', 'as-is', x264, mp3],
  ['av1-opus.mp4', 'as-is', av1, ['-c:a', 'libopus']],
  ['av1-opus.webm', 'as-is', av1, ['-c:a', 'libopus']],
  ['vp9-vorbis.mkv', 'remux', vp9, ['-c:a', 'libvorbis']],
  ['h264-mp3.avi', 'remux', x264, mp3],
  ['h264-mp3.mkv', 'remux', x264, mp3],
  ['h264-mp3.flv', 'remux', x264, mp3],
  ['h264-aac.m4v', 'as-is', x264, aac],
  ['h264-444.mp4', 'transcode', ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p'], aac],
  ['h264-10bit.mkv', 'transcode', ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10'], aac],
  ['h264-eac3.mp4', 'transcode', x264, ['-c:a', 'eac3']],
  ['h264-ac3.mov', 'transcode', x264, ['-c:a', 'ac3']],
  ['h264-dts.mkv', 'transcode', x264, [...experimental, '-c:a', 'dca']],
  ['h264-pcm.mov', 'transcode', x264, pcm],
  ['h264-pcm.avi', 'transcode', x264, pcm],
  ['h264-flac.mkv', 'transcode', x264, ['-c:a', 'flac']],
  ['h264-alac.mov', 'transcode', x264, ['-c:a', 'alac']],
  ['hevc-aac.mov', 'transcode', [...x265, '-pix_fmt', 'yuv420p', '-tag:v', 'hvc1'], aac],
  ['hevc-hdr.mkv', 'transcode', [...x265, '-pix_fmt', 'yuv420p10le', ...hdr], aac],
  ['prores.mov', 'transcode', ['-c:v', 'prores_ks', '-profile:v', '1'], pcm],
  ['prores-4444.mov', 'transcode', ['-c:v', 'prores_ks', '-pix_fmt', 'yuva444p10le'], pcm],
  ['mjpeg.mov', 'transcode', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj422p'], ['-c:a', 'pcm_u8']],
  ['mjpeg.avi', 'transcode', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'], pcm],
  ['mpeg4.mp4', 'transcode', ['-c:v', 'mpeg4'], aac],
  ['mpeg4-bframes.avi', 'transcode', ['-c:v', 'mpeg4', '-bf', '2', '-vtag', 'DX50'], mp3],
  ['mpeg2.mkv', 'transcode', ['-c:v', 'mpeg2video'], ['-c:a', 'mp2']],
  ['mpeg1.avi', 'transcode', ['-c:v', 'mpeg1video'], ['-c:a', 'mp2']],
  ['msmpeg4v2.avi', 'transcode', ['-c:v', 'msmpeg4v2'], ['-c:a', 'adpcm_ima_wav']],
  ['msmpeg4v3.wmv', 'transcode', ['-c:v', 'msmpeg4'], ['-c:a', 'wmav1']],
  ['wmv1.wmv', 'transcode', ['-c:v', 'wmv1'], ['-c:a', 'wmav2']],
  ['wmv2-mp3.wmv', 'transcode', ['-c:v', 'wmv2'], mp3],
  ['sorenson1.mov', 'transcode', ['-c:v', 'svq1'], ['-c:a', 'adpcm_ima_qt', '-ac', '1']],
  ['cinepak.avi', 'transcode', ['-c:v', 'cinepak'], pcm],
  ['cinepak.mov', 'transcode', ['-c:v', 'cinepak'], pcm],
  ['h263.mov', 'transcode', ['-vf', 'scale=176:144', '-c:v', 'h263'], ['-c:a', 'pcm_mulaw', '-ac', '1']],
  ['screen.flv', 'transcode', ['-c:v', 'flashsv'], mp3],
  ['qtrle.mov', 'transcode', ['-c:v', 'qtrle'], pcm],
  ['dv.avi', 'transcode', ['-vf', 'scale=720:576', '-pix_fmt', 'yuv420p', '-c:v', 'dvvideo'], null],
  ['huffyuv.avi', 'transcode', ['-c:v', 'huffyuv'], pcm],
  ['ffv1.mkv', 'transcode', ['-c:v', 'ffv1'], ['-c:a', 'flac']],
  ['utvideo.avi', 'transcode', ['-c:v', 'utvideo'], pcm],
  ['raw.avi', 'transcode', ['-c:v', 'rawvideo', '-pix_fmt', 'yuv420p'], pcm],
  ['theora-flac.ogv', 'transcode', ['-c:v', 'libtheora'], ['-c:a', 'flac']],
  ['theora-speex.ogv', 'transcode', ['-c:v', 'libtheora'], ['-c:a', 'libspeex', '-ar', '16000', '-ac', '1']],
  ['odd-size.mkv', 'transcode', ['-vf', 'scale=161:121', '-c:v', 'ffv1'], null],
];

const seconds = 0.8;

async function ffprobe(args: string[], path: string): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)('ffprobe', ['-v', 'error', ...args, path]);
}

describe.each(backends)('%s', (_name, options) => {
  const workers = createMediaWorkers(options);
  afterAll(() => workers.stop());

  test.each(rows)('%s: %s, and what is played decodes to its end', async (file, playable, video, audio) => {
    const name = `codec-${file}`;
    const path = await fixtures.clip({ name, video, audio, seconds, size: '160x120' });
    const inspection = await workers.inspect({ path, name, deadlineMs: 20_000 });
    if (inspection.outcome === 'refused') throw new Error(inspection.found);
    expect(inspection).toMatchObject({ kind: 'video', playable, reason: null });

    const outDir = await mkdtemp(join(tmpdir(), 'codec-'));
    const derived = await workers.derive({ path, outDir, inspection });
    expect(derived).toMatchObject({ state: 'ready', reason: null });
    const wanted = playable === 'as-is' ? 'clean' : 'play';
    const played = derived.renditions.find(({ variant }) => variant === wanted);
    const show = '-show_entries stream=codec_type,codec_name,pix_fmt,width,height:format=duration -of json';
    const target = join(outDir, played?.file ?? 'none');
    const { stdout } = await ffprobe(show.split(' '), target);
    const probed = JSON.parse(stdout) as {
      streams: {
        codec_type: string;
        codec_name: string;
        pix_fmt?: string;
        width?: number;
        height?: number;
      }[];
      format: { duration: string };
    };
    const [pictures] = probed.streams.filter((stream) => stream.codec_type === 'video');
    const sounds = probed.streams.filter((stream) => stream.codec_type === 'audio');
    expect(sounds).toHaveLength(audio === null ? 0 : 1);
    expect(pictures?.pix_fmt).toBe('yuv420p');
    if (playable === 'transcode') {
      expect(pictures?.codec_name).toBe('h264');
      expect(sounds.every((sound) => sound.codec_name === 'aac')).toBe(true);
      expect([(pictures?.width ?? 1) % 2, (pictures?.height ?? 1) % 2]).toEqual([0, 0]);
    }
    expect(Math.abs(Number(probed.format.duration) - seconds)).toBeLessThan(0.25);
    const count = '-count_frames -select_streams v:0 -show_entries stream=nb_read_frames -of csv=p=0';
    const decoded = await ffprobe(count.split(' '), target);
    expect([Number.parseInt(decoded.stdout, 10) >= 18, decoded.stderr]).toEqual([true, '']);
  });
});
