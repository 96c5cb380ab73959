import type { AudioStream, ConvertRequest, FrameRequest, SurveyRequest, VideoStream } from './ffmpeg.ts';

/** Both ways to FFmpeg take these: filters and encoder settings have one truth. */

const hdr = new Set(['smpte2084', 'arib-std-b67']);

/** High dynamic range, folded into what every screen shows. */
const toneMap = [
  'zscale=t=linear:npl=100',
  'format=gbrpf32le',
  'zscale=p=bt709',
  'tonemap=tonemap=hable:desat=0',
  'zscale=t=bt709:m=bt709:r=tv',
  'format=yuv420p',
];

/** Where a file doesn't name its colours, HD means BT.709 to every player, but not to swscale. */
function assumedMatrix({ matrix, height, pixelFormat }: VideoStream): string {
  const known = matrix !== '' && matrix !== 'unknown';
  return known || height < 720 || !pixelFormat.startsWith('yuv') ? '' : ':in_color_matrix=bt709';
}

function scaled(video: VideoStream, size: string): string[] {
  const fold = hdr.has(video.transfer) ? toneMap : [];
  return [...fold, `scale=${size}${assumedMatrix(video)}`];
}

export function pictureFilters({ video, width, height }: FrameRequest): string {
  return [...scaled(video, `${width}:${height}`), 'setsar=1'].join(',');
}

export function surveyFilters({ framesPerSecond, side, alpha = false }: SurveyRequest): string {
  return `${alpha ? 'format=rgba,alphaextract,' : ''}fps=${framesPerSecond}:start_time=0,scale=${side}:${side}`;
}

export const aac = {
  bitrate: '128k',
  filters: 'aresample=async=1000:first_pts=0',
  /** Hz; players of old phones know no more than these of AAC's. The nearest is taken. */
  rates: '48000|44100|32000|24000|22050|16000|12000|11025|8000',
} as const;

export function channelsOf({ channels }: AudioStream): number {
  return channels === 1 ? 1 : 2;
}

/** Gaps in the sound are filled, so that it stays with the pictures. */
function encodeAudioArgs(audio: AudioStream): string[] {
  const filters = `${aac.filters},aformat=sample_rates=${aac.rates}`;
  return ['-af', filters, '-c:a', 'aac', '-b:a', aac.bitrate, '-ac', String(channelsOf(audio))];
}

/** What must be told to the encoders, as FFmpeg's command line says it. */
export function convertArgs(request: ConvertRequest): string[] {
  const { probe, copyVideo, copyAudio } = request;
  const args: string[] = [];
  if (probe.video !== null)
    args.push(...(copyVideo ? ['-c:v', 'copy'] : encodeVideoArgs(request, probe.video)));
  if (probe.audio !== null) {
    args.push(...(copyAudio ? ['-c:a', 'copy'] : encodeAudioArgs(probe.audio)));
  }
  return args;
}

export const x264 = { preset: 'veryfast', crf: '23', profile: 'high', maxFramesPerSecond: 60 } as const;

/** Key frames, each of which begins a fragment: at 0, 0.5, 1 and 2 s, so that there is something soon; then every 2 s. */
const keyFrames = 'expr:gte(t,if(lte(n_forced,2),n_forced/2,2*(n_forced-2)))';

/**
 * Fragments that stand for themselves. The index waits for the first packets (`delay_moov`), since only then are the
 * beginnings of picture and sound known.
 */
const fragmented = {
  movflags: '+frag_keyframe+empty_moov+delay_moov+default_base_moof+skip_trailer',
  min_frag_duration: '400000',
} as const;

/** A film is watched while it grows; of a sound only the whole is of use, with its index in front. */
export function mp4Options({ probe, loop }: ConvertRequest): Record<string, string> {
  return probe.video === null || loop !== undefined ? { movflags: '+faststart' } : fragmented;
}

/** The first picture stands from the beginning on: players that take fragments ignore a gap before it, and lose sync. */
export function fromZero(startSeconds = 0): string {
  return `setpts='if(eq(N,0),0,PTS-${startSeconds}/TB)'`;
}

/** MP4 tells when a frame begins, not how long the last one stands: it is shown once more, just before the end. */
function loopFilters({ frames, durationMs }: NonNullable<ConvertRequest['loop']>): string[] {
  const last = `setpts='if(gte(N,${frames}),${durationMs - lastFrameMs},PTS)'`;
  return ['settb=1/1000', 'tpad=stop=1:stop_mode=clone', last];
}
const lastFrameMs = 20;

export function convertFilters({ width, height, loop }: ConvertRequest, video: VideoStream): string {
  return [
    ...(loop === undefined ? [] : loopFilters(loop)),
    ...scaled(video, `${width}:${height}:out_color_matrix=bt709:out_range=tv`),
    'setsar=1',
    'format=yuv420p',
  ].join(',');
}

const filmArgs = ['-fpsmax', String(x264.maxFramesPerSecond), '-force_key_frames', keyFrames];
/** Pictures come in their order, so that the film's length is told alike by all its boxes, however long the last one stands. */
export const loopOptions = { 'x264-params': 'bframes=0' };
const loopArgs = [
  ...['-fps_mode', 'vfr', '-enc_time_base', '1:1000'],
  ...Object.entries(loopOptions).flatMap(([name, value]) => [`-${name}`, value]),
];

function encodeVideoArgs(request: ConvertRequest, video: VideoStream): string[] {
  return [
    ...['-vf', `${fromZero()},${convertFilters(request, video)}`],
    ...['-c:v', 'libx264', '-preset', x264.preset, '-crf', x264.crf, '-profile:v', x264.profile],
    ...['-pix_fmt', 'yuv420p', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ...['-color_range', 'tv'],
    ...(request.loop === undefined ? filmArgs : loopArgs),
  ];
}
