import { availableParallelism } from 'node:os';
import type {
  ConvertRequest,
  CopyRequest,
  Ffmpeg,
  FrameRequest,
  Health,
  HealthRequest,
  MediaFile,
  Probe,
  SamplesRequest,
  SurveyRequest,
} from './ffmpeg.ts';
import { convertArgs, mp4Options, pictureFilters, surveyFilters } from './ffmpeg-options.ts';
import { type FfprobeOutput, readProbe } from './ffprobe-output.ts';
import { formats } from './formats.ts';
import { checkFrames, checkHealth } from './health.ts';
import { type MediaLimits, maxFramePixels } from './limits.ts';
import { checkOutput } from './output-size.ts';
import { type Outcome, type Program, runProgram } from './run-program.ts';
import { asSamples } from './samples.ts';
import { MediaError } from './types.ts';

const threads = String(Math.max(1, Math.min(4, availableParallelism())));

/** Opens one local file with one reader, whatever the file says of itself or of others. */
function inputArgs({ path, format }: MediaFile): string[] {
  const { demuxer } = formats[format];
  if (demuxer === undefined) throw new TypeError(`${format} is not FFmpeg's`);
  return ['-protocol_whitelist', 'file', '-format_whitelist', demuxer, '-f', demuxer, '-i', `file:${path}`];
}

const decoderArgs = ['-max_pixels', String(maxFramePixels), '-threads', threads];
const quiet = ['-hide_banner', '-nostdin', '-v', 'error', '-y'];

/** The system's `ffmpeg` and `ffprobe`, each run as a program of its own. */
export function openSystemFfmpeg(tool: { ffmpeg: string; ffprobe: string }, limits: MediaLimits): Ffmpeg {
  const { maxRssBytes } = limits;
  const ffmpeg = async (options: Omit<Program, 'program'>): Promise<Outcome> => {
    const timeLimit = ['-timelimit', String(limits.ffmpegCpuSeconds)];
    const args = [...quiet, ...timeLimit, ...options.args];
    return runProgram({ maxRssBytes, ...options, program: tool.ffmpeg, args });
  };
  return {
    probe: (file) => probe(tool.ffprobe, file, maxRssBytes),
    frame: async (file, request) => frame(await ffmpeg({ args: frameArgs(file, request) }), request),
    survey: async (file, request) => frames(await ffmpeg({ args: surveyArgs(file, request) }), request),
    samples: (file, request) => samples(ffmpeg, file, request),
    health: (file, request) => health(ffmpeg, file, request),
    copy: async (file, request) => {
      check(await ffmpeg({ args: copyArgs(file, request, limits) }));
      await checkOutput(request.to, limits);
    },
    convert: async (file, request) => convert(ffmpeg, { file, request, limits }),
  };
}

async function probe(program: string, file: MediaFile, maxRssBytes: number): Promise<Probe> {
  const show = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams'];
  const outcome = await runProgram({ program, args: [...show, ...inputArgs(file)], maxRssBytes });
  check(outcome);
  return readProbe(JSON.parse(outcome.stdout.toString('utf8')) as FfprobeOutput, outcome.stderr);
}

function check({ exitCode, stderr }: Outcome): void {
  if (exitCode === 0) return;
  if (/DRM|encrypted|Operation not permitted.*decrypt/iu.test(stderr))
    throw new MediaError('encrypted', stderr);
  if (/Decoder .*not found|no decoder|Unknown decoder/iu.test(stderr))
    throw new MediaError('unsupported-codec', stderr);
  throw new MediaError('unreadable', stderr.trim().slice(-1000) || `exit ${exitCode}`);
}

function frameArgs(file: MediaFile, request: FrameRequest): string[] {
  return [
    ...decoderArgs,
    ...(request.atSeconds > 0 ? ['-ss', request.atSeconds.toFixed(3)] : []),
    ...inputArgs(file),
    ...['-map', `0:${request.video.index}`, '-frames:v', '1', '-vf', pictureFilters(request)],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
  ];
}

function frame(outcome: Outcome, { width, height }: FrameRequest): Buffer | null {
  const bytes = width * height * 3;
  if (outcome.stdout.length >= bytes) return outcome.stdout.subarray(0, bytes);
  check(outcome);
  return null;
}

function surveyArgs(file: MediaFile, request: SurveyRequest): string[] {
  return [
    ...decoderArgs,
    ...['-t', String(request.seconds)],
    ...inputArgs(file),
    ...['-map', `0:${request.video.index}`, '-vf', surveyFilters(request)],
    ...['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
  ];
}

/** What was decoded before an error still counts. */
function frames({ stdout }: Outcome, { side }: SurveyRequest): Buffer[] {
  const bytes = side * side;
  return Array.from({ length: Math.floor(stdout.length / bytes) }, (_, i) =>
    stdout.subarray(i * bytes, (i + 1) * bytes),
  );
}

/** With every warning, also one that repeats the last. */
const aloud = ['-v', 'repeat+warning'];

/** A decoder says of a picture of stream `index` that it could not be read, or was made up; old and new words. */
function damageOf(index: number): RegExp {
  const old = `Error while decoding stream #0:${index}:|corrupt decoded frame in stream ${index}\\b`;
  return new RegExp(`${old}|#0:${index}\\b.*(?:corrupt decoded frame|Error submitting packet)`, 'u');
}

async function health(
  ffmpeg: (options: Omit<Program, 'program'>) => Promise<Outcome>,
  file: MediaFile,
  { video, seconds }: HealthRequest,
): Promise<Health> {
  const seen: Health = { frames: 0, damaged: 0 };
  const damage = damageOf(video.index);
  const args = [
    ...aloud,
    ...decoderArgs,
    ...['-t', String(seconds)],
    ...inputArgs(file),
    ...['-map', `0:${video.index}`, '-progress', 'pipe:1', '-f', 'null', '-'],
  ];
  await ffmpeg({
    args,
    onLine: (line) => {
      seen.frames = Number(/^frame=\s*(\d+)/u.exec(line)?.[1] ?? seen.frames);
    },
    onErrorLine: (line) => {
      if (damage.test(line)) seen.damaged++;
    },
  });
  return seen;
}

async function samples(
  ffmpeg: (options: Omit<Program, 'program'>) => Promise<Outcome>,
  file: MediaFile,
  { audio, rate, fromSeconds, seconds, onSamples }: SamplesRequest,
): Promise<'ended' | 'stopped'> {
  const args = [
    ...['-threads', '1'],
    ...(fromSeconds > 0 ? ['-ss', fromSeconds.toFixed(3)] : []),
    ...['-t', String(seconds)],
    ...inputArgs(file),
    ...['-map', `0:${audio.index}`, '-ac', '1', '-ar', String(rate), '-f', 's16le', 'pipe:1'],
  ];
  const { take, state } = inPairs(onSamples);
  const outcome = await ffmpeg({ args, onBytes: take });
  if (state.bytes === 0) check(outcome);
  return state.wanted ? 'ended' : 'stopped';
}

/** A pipe cuts where it likes, between the two bytes of a sample too. */
function inPairs(onSamples: SamplesRequest['onSamples']) {
  const state = { bytes: 0, wanted: true };
  let odd: Buffer = Buffer.alloc(0);
  const take = (chunk: Buffer) => {
    state.bytes += chunk.length;
    const all = odd.length === 0 ? chunk : Buffer.concat([odd, chunk]);
    const even = all.length - (all.length % 2);
    odd = all.subarray(even);
    state.wanted = onSamples(asSamples(all.subarray(0, even)));
    return state.wanted;
  };
  return { take, state };
}

/** Nothing of the source's metadata, and nothing of ours. */
const anonymous = [
  ...['-map_metadata', '-1', '-map_chapters', '-1', '-dn'],
  ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'],
];

function streamMaps({ video, audio }: Probe): string[] {
  return [video, audio].flatMap((stream) => (stream === null ? [] : ['-map', `0:${stream.index}`]));
}

function copyArgs(file: MediaFile, request: CopyRequest, limits: MediaLimits): string[] {
  const { muxer, probe: found, subtitles, to, keepTimes = false } = request;
  return [
    ...(keepTimes ? ['-copyts'] : ['-fflags', '+genpts']),
    ...inputArgs(file),
    ...streamMaps(found),
    ...(subtitles ? ['-map', '0:s?'] : ['-sn']),
    ...['-c', 'copy', '-fs', String(limits.maxOutputBytes)],
    ...anonymous,
    ...(muxer === 'mp4' || muxer === 'mov' ? ['-movflags', '+faststart'] : []),
    ...['-f', muxer, `file:${to}`],
  ];
}

interface Conversion {
  file: MediaFile;
  request: ConvertRequest;
  limits: MediaLimits;
}

async function convert(
  ffmpeg: (options: Omit<Program, 'program'>) => Promise<Outcome>,
  { file, request, limits }: Conversion,
): Promise<void> {
  const { probe: found, to, onProgress } = request;
  const seen: Health = { frames: 0, damaged: 0 };
  const onLine = (line: string) => {
    seen.frames = Number(/^frame=\s*(\d+)/u.exec(line)?.[1] ?? seen.frames);
    const microseconds = Number(/^out_time_us=(\d+)/u.exec(line)?.[1] ?? Number.NaN);
    if (found.durationMs && microseconds > 0) onProgress(Math.min(1, microseconds / 1000 / found.durationMs));
  };
  const damage = damageOf(found.video?.index ?? -1);
  const onErrorLine = (line: string) => {
    if (damage.test(line)) seen.damaged++;
  };
  const args = [
    ...aloud,
    ...(request.copyVideo ? [] : decoderArgs),
    ...inputArgs(file),
    ...streamMaps(found),
    '-sn',
    ...convertArgs(request),
    ...(found.video === null ? [] : ['-frames:v', String(limits.maxFilmFrames + 1)]),
    ...['-threads', threads, '-fs', String(limits.maxOutputBytes)],
    ...anonymous,
    ...Object.entries(mp4Options(request)).flatMap(([name, value]) => [`-${name}`, value]),
    ...['-progress', 'pipe:1', '-stats_period', '0.5', '-f', 'mp4', `file:${to}`],
  ];
  check(await ffmpeg({ args, onLine, onErrorLine }));
  checkHealth(seen);
  checkFrames(seen.frames, limits);
  await checkOutput(to, limits);
}
