import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type FfmpegTool, findFfmpeg } from './ffmpeg.ts';
import { type Done, Lane, type LaneRunOptions as RunOptions } from './lane.ts';
import { defaultLimits, type MediaLimits } from './limits.ts';
import {
  type AcceptedInspection,
  type Derived,
  type Inspection,
  MediaError,
  type Poster,
  type Rendition,
  unknownFacts,
} from './types.ts';
import type { FileTask, Note, Results, Task } from './worker-protocol.ts';

export interface MediaWorkers {
  /** Sniffs and probes; at most deadlineMs (2000) of work. Never throws for bad content, only when no worker can run. */
  inspect(input: { path: string; name: string; deadlineMs?: number }): Promise<Inspection>;
  /**
   * Makes everything that is derived, durably, in `outDir` (made if missing). Safe to run twice. A file that can't be
   * shown resolves as `failed` with its reason; throws only for a full or broken disk, a stop, or `signal`.
   */
  derive(input: DeriveInput): Promise<Derived>;
  /**
   * The first half of `derive`: all but what takes minutes. `not-playable-yet` as the reason of a file that is `ready`
   * asks for the second half, `convert`, which may be waited for in a queue of one's own.
   */
  prepare(input: DeriveInput): Promise<Derived>;
  /** What is played instead of the original. Throws a MediaError where that can't be made. */
  convert(input: ConvertInput): Promise<Rendition>;
  /**
   * The original without personal metadata, for a file that `prepare` left as it was because a conversion came first. None
   * where it can't be made, or where the sender wants to keep all.
   */
  clean(input: ConvertInput): Promise<Rendition[]>;
  /** A square picture of 128 pixels. Throws a MediaError where `path` is no picture. */
  avatar(input: { path: string; outDir: string }): Promise<Rendition>;
  /** Which FFmpeg is used, for people to read; null: none was found, and videos fail with `no-ffmpeg`. */
  ffmpeg(): Promise<string | null>;
  /** Tasks that wait for a worker, by lane. */
  depths(): Promise<Record<LaneName, number>>;
  stop(): Promise<void>;
}

export interface DeriveInput {
  path: string;
  outDir: string;
  inspection: AcceptedInspection;
  /** The sender wants place, owner and device to stay in the original: nothing `clean` is made. */
  keepMetadata?: boolean;
  /**
   * A video's poster and thumbnails are there, the rest goes on. Called again, with all that is there by then, before
   * a conversion begins.
   */
  onPoster?: (poster: Poster) => void;
  /** 0 to 1. */
  onProgress?: (fraction: number) => void;
  /** What is converted can be watched from now on, as it grows; null: no more, it begins anew under another name. */
  onStream?: (stream: Rendition | null) => void;
  signal?: AbortSignal;
}

export type ConvertInput = Omit<DeriveInput, 'onPoster'>;

/**
 * Conversions side by side. A single one uses several processors well; a second one is for the second person, who is not
 * to wait for the first one's to end.
 */
export const conversionPlaces = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2) + 1));
/**
 * Pictures, posters and the like side by side: whoever sends a file that takes a minute to fail holds up one place of
 * pictures and one of films, and there is another one for everybody else.
 */
const derivePlaces = 3;
/** Sounds take seconds: they have a place beside the films. */
const soundPlaces = 1;

type LaneName = 'quick' | 'derive' | 'convert';

export interface WorkersOptions {
  /** An `ffmpeg` to use instead of the one on the PATH. */
  ffmpegPath?: string | undefined;
  /** The folder whose `node_modules` may hold node-av; the project’s own unless told. */
  ffmpegPartDir?: string | undefined;
  limits?: Partial<MediaLimits>;
  /** A worker died by itself; the text is for the log. */
  onTrouble?: (message: string) => void;
  /** A worker is done with a task, well or not. */
  onDone?: (done: Done) => void;
}

/** The compiled tree holds `.js` files only. */
function workerEntry(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}

/** `parts/ffmpeg` of the project, seen from the source tree and from a compiled tree one level deeper. */
function defaultPartDirs(): string[] {
  return ['../../parts/ffmpeg', '../../../parts/ffmpeg'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
}

function describe(tool: FfmpegTool | null): string | null {
  if (tool === null) return null;
  return tool.source === 'system'
    ? `FFmpeg ${tool.version} (${tool.ffmpeg})`
    : `FFmpeg of ${tool.version} (npm)`;
}

/** After the server, and conversions after all that somebody waits for. */
const quick = { niceness: 5 };
const conversions = { niceness: 10 };

interface Lanes {
  ffmpeg: FfmpegTool | null;
  /** Inspections: somebody waits for each. */
  quick: Lane;
  derive: Lane;
  /** Conversions, which take minutes; its workers end when there are none. */
  convert: Lane;
}

async function openLanes(options: WorkersOptions, limits: MediaLimits): Promise<Lanes> {
  const { ffmpegPath, ffmpegPartDir, onTrouble = () => undefined } = options;
  const partDirs = ffmpegPartDir === undefined ? defaultPartDirs() : [ffmpegPartDir];
  const ffmpeg = await findFfmpeg({ ffmpegPath, partDirs });
  const { onDone = () => undefined } = options;
  const lane = {
    entry: workerEntry(),
    config: { ffmpeg, limits, ...quick },
    onTrouble,
    onDone,
  };
  const convert = new Lane({
    ...lane,
    config: { ...lane.config, ...conversions },
    idleMs: 60_000,
    places: conversionPlaces + soundPlaces,
  });
  const derive = new Lane({ ...lane, places: derivePlaces, spareIdleMs: 30_000 });
  const lanes = { ffmpeg, quick: new Lane(lane), derive, convert };
  for (const each of [lanes.quick, lanes.derive]) each.warm();
  return lanes;
}

/** Starts the media workers: one for quick answers, one for what is derived (more while much is), others for conversions. */
export function createMediaWorkers(options: WorkersOptions = {}): MediaWorkers {
  const limits = { ...defaultLimits, ...options.limits };
  const opened = openLanes(options, limits);
  return {
    ffmpeg: async () => describe((await opened).ffmpeg),
    inspect: async ({ deadlineMs = limits.inspectMs, ...file }) => inspect(await opened, file, deadlineMs),
    derive: async (input) => derive(await opened, input, limits),
    prepare: async (input) => prepare((await opened).derive, input, limits),
    convert: async (input) => convert((await opened).convert, input, limits),
    clean: async (input) => clean((await opened).derive, input, limits),
    avatar: async (input) =>
      (await opened).derive.run({ type: 'avatar', ...input }, { timeoutMs: limits.deriveMs, urgent: true }),
    depths: async () => {
      const { quick, derive: deriving, convert } = await opened;
      return { quick: quick.depth, derive: deriving.depth, convert: convert.depth };
    },
    stop: async () => {
      await Promise.all(lanesOf(await opened).map((lane) => lane.stop()));
    },
  };
}

function lanesOf({ quick, derive: deriving, convert }: Lanes): Lane[] {
  return [quick, deriving, convert];
}

/** For the second look at a file of which nothing is known after the first. */
const patientMs = 20_000;

/** What was known before the time was over, or the worker died, is the answer then. */
async function inspect(
  { quick, convert: converting }: Lanes,
  { path, name }: { path: string; name: string },
  timeoutMs: number,
): Promise<Inspection> {
  let sniffed: AcceptedInspection | null = null;
  const onNote = (note: Note) => {
    if (note.type === 'sniffed') sniffed = note.inspection;
  };
  const look = (withinMs: number) =>
    quick.run({ type: 'inspect', path, name }, { timeoutMs: withinMs, onNote });
  const lookAgain = (error: unknown) => {
    // A busy machine may not come to the first bytes in time: that says nothing about the file.
    const isLate = error instanceof MediaError && error.code === 'media-timeout';
    if (!isLate || sniffed !== null || quick.isStopped) throw error;
    return look(patientMs);
  };
  try {
    const found = await look(timeoutMs).catch(lookAgain);
    // Its worker starts while the file is made known and its poster is drawn.
    if (found.outcome === 'accepted' && found.playable === 'transcode') converting.warm();
    return found;
  } catch (error) {
    const known = sniffed as AcceptedInspection | null;
    if (known === null || !(error instanceof MediaError)) throw error;
    return { ...known, playable: 'no', reason: error.code };
  }
}

/** Poster and metadata first, in one lane; then, in the other, the conversion that may take minutes. */
async function derive(lanes: Lanes, input: DeriveInput, limits: MediaLimits): Promise<Derived> {
  const derived = await prepare(lanes.derive, input, limits);
  if (derived.state === 'failed' || derived.reason !== 'not-playable-yet') return derived;
  input.onPoster?.(derived);
  const played = await convert(lanes.convert, input, limits).then(
    (play): Derived => ({ ...derived, renditions: [...derived.renditions, play], reason: null }),
    (error: unknown) => failed(derived, error),
  );
  if (played.renditions.some(({ variant }) => variant === 'clean')) return played;
  return { ...played, renditions: [...(await clean(lanes.derive, input, limits)), ...played.renditions] };
}

function clean(lane: Lane, input: ConvertInput, limits: MediaLimits): Promise<Rendition[]> {
  const options = { signal: input.signal, timeoutMs: limits.deriveMs, cpuSeconds: limits.deriveCpuSeconds };
  return cleaned(lane, jobOf(input), options);
}

async function prepare(lane: Lane, input: DeriveInput, limits: MediaLimits): Promise<Derived> {
  const options = { ...optionsOf(input), timeoutMs: limits.deriveMs, cpuSeconds: limits.deriveCpuSeconds };
  const job = jobOf(input);
  try {
    return await twice(lane, { type: 'derive', ...job }, options);
  } catch (error) {
    return failed({ renditions: await cleaned(lane, job, options) }, error);
  }
}

function convert(lane: Lane, input: ConvertInput, limits: MediaLimits): Promise<Rendition> {
  const options = { ...optionsOf(input), timeoutMs: limits.transcodeMs, cpuSeconds: limits.ffmpegCpuSeconds };
  return twice(
    lane,
    { type: 'convert', ...jobOf(input) },
    { ...options, onAgain: () => input.onStream?.(null) },
  );
}

function jobOf({ path, outDir, inspection, keepMetadata = false }: DeriveInput): FileTask {
  return { path, outDir, mime: inspection.mime, keepMetadata, probe: inspection.probe ?? null };
}

function optionsOf(input: DeriveInput): Pick<RunOptions, 'onNote' | 'signal'> {
  const onNote = (note: Note) => {
    if (note.type === 'poster') input.onPoster?.(note.poster);
    if (note.type === 'progress') input.onProgress?.(note.fraction);
    if (note.type === 'stream') input.onStream?.(note.rendition);
  };
  return { onNote, signal: input.signal };
}

/** A worker may fall for a reason outside the file: whoever fails twice has failed. */
async function twice<T extends Task>(
  lane: Lane,
  task: T,
  { onAgain, ...options }: RunOptions & { onAgain?: () => void },
): Promise<Results[T['type']]> {
  try {
    return await lane.run(task, options);
  } catch (error) {
    const mayPass =
      error instanceof MediaError && (error.code === 'media-worker-died' || error.code === 'media-timeout');
    if (!mayPass || lane.isStopped || options.signal?.aborted) throw error;
    onAgain?.();
    return lane.run(task, options);
  }
}

/** What can't be shown is an outcome; a full disk, a stop or a cancellation is an error. */
function failed(known: Pick<Derived, 'renditions'> & Partial<Derived>, error: unknown): Derived {
  if (!(error instanceof MediaError) || error.code === 'media-stopped') throw error;
  return { ...unknownFacts, ...known, state: 'failed', reason: error.code };
}

/** A picture that no decoder survives can still lose its metadata, and be handed out as a file. */
async function cleaned(lane: Lane, job: FileTask, options: RunOptions): Promise<Rendition[]> {
  if (lane.isStopped || options.signal?.aborted) return [];
  try {
    return await lane.run({ type: 'clean', ...job }, options);
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    return [];
  }
}
