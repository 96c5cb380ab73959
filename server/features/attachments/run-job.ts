import { stat } from 'node:fs/promises';
import type { Context } from '../../context.ts';
import { nobody } from '../../db/sql.ts';
import { isErrno } from '../../media/files.ts';
import { isStreamFile } from '../../media/growing-stream.ts';
import type { MediaStore } from '../../media/store.ts';
import {
  type Derived,
  MediaError,
  type MediaReason,
  type Rendition,
  unknownFacts,
} from '../../media/types.ts';
import { needsConversion } from './convert-verbs.ts';
import type { DeriveJob } from './derive-verbs.ts';
import { renditionsOf } from './store.ts';

const maxAttempts = 2;
const againMs = 60_000;
/** The disk’s or the system’s fault, never the file’s: later it may well go. */
const troubleOutside = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE']);

export interface JobRun {
  context: Context;
  store: MediaStore;
  job: DeriveJob;
  signal: AbortSignal;
  /** Told the outcome, unless the job is handed back or goes on. */
  end: (outcome: Pick<Derived, 'state' | 'reason'>) => void;
}

/** Does the work and tells the database its outcome, whatever it is; or hands the job back, for a reason outside its file. */
export async function runJob(run: JobRun): Promise<void> {
  const { context, store, job, signal } = run;
  const id = job.mediaId;
  let stillThere: boolean;
  try {
    stillThere = await (job.name === 'convert' ? convert(run) : prepare(run));
  } catch (error) {
    if (!signal.aborted) context.app.log.error({ err: error, media: id }, `${job.name} broke off`);
    await context.db.run('attachments.hand-back-job', nobody, {
      ...{ id, name: job.name },
      inMs: signal.aborted ? 0 : againMs,
    });
    return;
  }
  if (stillThere) return;
  await store.removeDerived(id);
  await store.removeOriginal(job.diskName);
}

/** Why the file failed; throws again what is not its fault. */
function reasonOf({ context, job, signal }: JobRun, error: unknown): MediaReason {
  const { code = '' } = error as { code?: string };
  if (signal.aborted || code === 'media-stopped' || troubleOutside.has(code)) throw error;
  context.app.log.warn({ err: error, media: job.mediaId }, `${job.name} failed`);
  if (error instanceof MediaError) return error.code;
  return code === 'ENOENT' ? 'file-missing' : 'media-worker-died';
}

function checkAttempts({ job }: JobRun): void {
  if (job.attempts > maxAttempts) throw new MediaError('media-worker-died', 'tried too often');
}

function inputOf({ context, store, job, signal }: JobRun) {
  return {
    path: store.originalPath(job.diskName),
    outDir: store.derivedDir(job.mediaId),
    inspection: job.inspection,
    keepMetadata: job.keepMetadata,
    signal,
    onProgress: (fraction: number) => void tellProgress(context, job.mediaId, fraction),
  };
}

const sizeOf = async ({ store, job }: JobRun) =>
  (await stat(store.originalPath(job.diskName)).catch(() => null))?.size ?? 0;

async function prepare(run: JobRun): Promise<boolean> {
  const { context, store, job } = run;
  const { db, media, app } = context;
  const id = job.mediaId;
  let derived: Derived;
  try {
    checkAttempts(run);
    derived = await media.prepare({
      ...inputOf(run),
      onPoster: (poster) => {
        db.run('attachments.poster', nobody, { id, ...poster }).catch((error) =>
          app.log.error({ err: error }, 'poster'),
        );
      },
    });
    // What is converted is read from the file as it came: its clean copy waits.
    if (!needsConversion(derived)) await takeClean(store, job, derived.renditions);
  } catch (error) {
    const reason = reasonOf(run, error);
    derived = {
      ...unknownFacts,
      ...{ renditions: [], animated: job.inspection.animated, state: 'failed', reason },
    };
  }
  const stillThere = await db.run('attachments.derived', nobody, { id, derived, size: await sizeOf(run) });
  if (!needsConversion(derived)) run.end(derived);
  return stillThere;
}

async function convert(run: JobRun): Promise<boolean> {
  const { context, store, job } = run;
  const { db, media, app } = context;
  const id = job.mediaId;
  const tellStream = (stream: Rendition | null) =>
    db
      .run('attachments.streaming', nobody, { id, stream })
      .catch((error) => app.log.error({ err: error }, 'stream'));
  let play: Rendition | null = null;
  let reason: MediaReason | null = null;
  try {
    checkAttempts(run);
    play = await media.convert({ ...inputOf(run), onStream: (stream) => void tellStream(stream) });
  } catch (error) {
    await tellStream(null);
    await removeStreams(store, id);
    reason = reasonOf(run, error);
  }
  const row = await db.read('attachments.row', nobody, { id });
  const wasCleaned = row !== undefined && renditionsOf(row).some(({ variant }) => variant === 'clean');
  const clean = wasCleaned ? [] : await media.clean(inputOf(run));
  await takeClean(store, job, row ? [...renditionsOf(row), ...clean] : []);
  run.end({ state: play ? 'ready' : 'failed', reason });
  const streams = (await store.listDerivedFiles(id)).filter(isStreamFile);
  return db.run('attachments.converted', nobody, {
    ...{ id, play, reason, clean, streams },
    size: await sizeOf(run),
  });
}

async function removeStreams(store: MediaStore, id: string): Promise<void> {
  for (const file of await store.listDerivedFiles(id)) {
    if (isStreamFile(file)) await store.removeDerivedFile(id, file);
  }
}

async function takeClean(
  store: MediaStore,
  { diskName, mediaId }: DeriveJob,
  renditions: readonly { variant: string; file: string }[],
): Promise<void> {
  const clean = renditions.find(({ variant }) => variant === 'clean');
  if (!clean) return;
  try {
    await store.replaceOriginal(diskName, mediaId, clean.file);
  } catch (error) {
    // An attempt that a crash ended after this step has done it.
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}

/** To those who may see the file at this moment, and to nobody else. */
async function tellProgress({ db, sockets, app }: Context, file: string, progress: number): Promise<void> {
  try {
    const stream = await db.read('attachments.stream', nobody, { id: file });
    if (stream) sockets.signal(stream, { type: 'signal', signal: 'progress', file, progress });
  } catch (error) {
    app.log.warn({ err: error }, 'progress');
  }
}
