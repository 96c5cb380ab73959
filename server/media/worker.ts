import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { cleanAnyway } from './clean-anyway.ts';
import { cleanAudio, convertAudio, deriveAudio } from './derive-audio.ts';
import { cleanDocument, deriveDocument } from './derive-document.ts';
import { cleanImage, deriveAvatar, deriveImage } from './derive-image.ts';
import { cleanVideo, convertVideo, deriveVideo } from './derive-video.ts';
import { type Ffmpeg, openFfmpeg, type Probe } from './ffmpeg.ts';
import { formatOfMime, formats } from './formats.ts';
import { inspect } from './inspect.ts';
import type { Job } from './job.ts';
import { endPrograms, noteInterrupt } from './run-program.ts';
import { sniff } from './sniff.ts';
import { type Derived, MediaError, type MediaKind, type Rendition } from './types.ts';
import type { FileTask, Note, Reply, Request, Results, Task, WorkerConfig } from './worker-protocol.ts';

/**
 * The entry of the media worker: a process of its own that reads hostile files, one task at a time, and may die of them.
 */
const config = JSON.parse(process.argv[2] ?? '') as WorkerConfig;
const ffmpeg = config.ffmpeg === null ? null : await openFfmpeg(config.ffmpeg, config.limits);

function say(reply: Reply): void {
  // The parent may be gone already; then `disconnect` ends this process.
  process.send?.(reply, undefined, undefined, () => undefined);
}

/**
 * The server comes first: for the processor's time, and for who stays when memory runs out. On Linux each thread has a
 * niceness of its own, taken from the one that makes it; pictures are decoded in those that were there before this.
 */
async function stepBack(): Promise<void> {
  try {
    setPriority(config.niceness);
    const threads = process.platform === 'linux' ? readdirSync('/proc/self/task') : [];
    for (const id of threads) setPriority(Number(id), config.niceness);
    await writeFile('/proc/self/oom_score_adj', '1000');
  } catch {
    // Not every system lets us; it is a courtesy.
  }
}

/** With all that it started. */
function endAll(): never {
  endPrograms();
  process.exit(1);
}

type Notify = (note: Note) => void;

interface Deriver {
  derive(job: Job): Promise<Derived>;
  clean(job: Job): Promise<Rendition[]>;
  /** What takes minutes; only of kinds that may need it. */
  convert?(job: Job): Promise<Rendition>;
}

const derivers: Record<MediaKind, Deriver> = {
  image: { derive: deriveImage, clean: cleanImage },
  video: { derive: deriveVideo, clean: cleanVideo, convert: convertVideo },
  audio: { derive: deriveAudio, clean: cleanAudio, convert: convertAudio },
  document: { derive: deriveDocument, clean: cleanDocument },
};

async function run(task: Task, notify: Notify): Promise<Results[Task['type']]> {
  if (task.type === 'inspect') {
    return inspect(task, ffmpeg, (inspection) => notify({ type: 'sniffed', inspection }));
  }
  await mkdir(task.outDir, { recursive: true });
  if (task.type === 'avatar') return avatar(task);
  const job = jobOf(task, notify);
  const { derive, clean, convert } = derivers[formats[job.format].kind];
  if (task.type === 'clean') return task.keepMetadata ? [] : cleanOrScrub(job, await clean(job));
  if (task.type === 'derive') return derived(job, await derive(job));
  if (convert === undefined) throw new TypeError(`nothing to convert in ${task.mime}`);
  return convert(job);
}

async function cleanOrScrub(job: Job, cleaned: Rendition[]): Promise<Rendition[]> {
  return cleaned.length > 0 ? cleaned : cleanAnyway(job);
}

/** What is converted is cleaned after that. */
async function derived(job: Job, found: Derived): Promise<Derived> {
  const isClean = found.renditions.some(({ variant }) => variant === 'clean');
  if (isClean || job.keepMetadata || found.reason === 'not-playable-yet') return found;
  return { ...found, renditions: [...(await cleanAnyway(job)), ...found.renditions] };
}

function jobOf({ path, outDir, mime, keepMetadata, probe }: FileTask, notify: Notify): Job {
  const format = formatOfMime(mime);
  if (format === undefined) throw new TypeError(`no accepted type: ${mime}`);
  return { path, outDir, format, keepMetadata, ffmpeg: knowing(path, probe), notify };
}

/** A program for each question costs more than most of the answers: the inspection's is good for the whole job. */
function knowing(path: string, probe: Probe | null): Ffmpeg | null {
  if (ffmpeg === null || probe === null) return ffmpeg;
  return { ...ffmpeg, probe: async (file) => (file.path === path ? probe : ffmpeg.probe(file)) };
}

async function avatar({ path, outDir }: { path: string; outDir: string }): Promise<Results['avatar']> {
  const sniffed = await sniff(path);
  if ('refused' in sniffed || formats[sniffed.format].kind !== 'image') {
    throw new MediaError('unreadable', 'not a picture');
  }
  return deriveAvatar({ path, outDir, format: sniffed.format });
}

async function answer({ id, task }: Request): Promise<void> {
  try {
    say({ type: 'done', id, result: await run(task, (note) => say({ type: 'note', id, note })) });
  } catch (error) {
    const code = error instanceof MediaError ? error.code : null;
    say({
      type: 'failed',
      id,
      code,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

// When to end is the server's to say.
process.on('SIGINT', noteInterrupt);
process.on('disconnect', endAll);
process.on('message', (request: Request) => void answer(request));
await stepBack();
say({ type: 'ready' });
