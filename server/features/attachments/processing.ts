import { stat } from 'node:fs/promises';
import type { Context } from '../../context.ts';
import { nobody } from '../../db/sql.ts';
import type { MediaStore } from '../../media/store.ts';
import { type Derived, unknownFacts } from '../../media/types.ts';
import type { DeriveJob } from './derive-verbs.ts';
import { measureJobs } from './measure.ts';

const maxAttempts = 2;
const againMs = 60_000;
/** The disk’s or the system’s fault, never the file’s: later it may well go. */
const troubleOutside = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE']);
const picturePlaces = 2;
const videoPlaces = 4;
const sweepEveryMs = 3_600_000;
const sweepAgeMs = 3_600_000;

/** Works through what waits to be derived, a few at a time, fair between people; survives restarts. */
export async function startProcessing(context: Context, store: MediaStore): Promise<void> {
  const { app, db, on, every, onStop } = context;
  const stopping = new AbortController();
  const begin = measureJobs(context.metrics);
  const served: string[] = [];
  const running = new Set<Promise<void>>();

  const next = async (videos: boolean) => {
    const job = stopping.signal.aborted
      ? null
      : await db.run('attachments.take-job', nobody, { ownersServed: served, videos });
    if (!job) return false;
    const place = served.indexOf(job.ownerId);
    if (place >= 0) served.splice(place, 1);
    served.push(job.ownerId);
    if (served.length > 1000) served.shift();
    await runJob(context, store, { job, signal: stopping.signal, end: begin(job) });
    return true;
  };
  /** Films have places of their own: while one is converted, a picture or another's poster need not wait. */
  const crew = (videos: boolean, places: number) => {
    let busy = 0;
    // A job may come in while a place is just being told that there is none.
    let called = false;
    return () => {
      called = true;
      while (busy < places) {
        busy++;
        const work = (async () => {
          do called = false;
          while ((await next(videos)) || called);
        })()
          .catch((error) => app.log.error({ err: error }, 'deriving'))
          .finally(() => {
            busy--;
            running.delete(work);
          });
        running.add(work);
      }
    };
  };
  const wakePictures = crew(false, picturePlaces);
  const wakeVideos = crew(true, videoPlaces);
  const wake = () => {
    wakePictures();
    wakeVideos();
  };

  await db.run('attachments.recover', nobody);
  on('derive-waiting', wake);
  on(
    'unlink-pending',
    () => void unlinkPending(context, store).catch((error) => app.log.error({ err: error }, 'unlink')),
  );
  every(againMs, 'look for jobs that are due again', async () => wake());
  every(sweepEveryMs, 'sweep', () => sweep(context, store));
  every(60_000, 'unclaimed uploads', () => db.run('attachments.sweep-unclaimed', nobody));
  onStop(async () => {
    stopping.abort();
    await Promise.all(running);
  });
  // After listening: a large folder takes a while.
  setTimeout(() => {
    wake();
    sweep(context, store).catch((error) => app.log.error({ err: error }, 'sweep'));
  }, 500).unref();
}

interface JobRun {
  job: DeriveJob;
  signal: AbortSignal;
  /** Told the outcome, unless the job is handed back. */
  end: (derived: Derived) => void;
}

async function runJob(context: Context, store: MediaStore, input: JobRun) {
  const { db, media, app } = context;
  const { job, signal } = input;
  const { mediaId: id, diskName } = job;
  let derived: Derived;
  try {
    if (job.attempts > maxAttempts)
      throw Object.assign(new Error('tried too often'), { code: 'media-worker-died' });
    derived = await media.derive({
      path: store.originalPath(diskName),
      outDir: store.derivedDir(id),
      inspection: job.inspection,
      keepMetadata: job.keepMetadata,
      signal,
      onPoster: (poster) => {
        db.run('attachments.poster', nobody, { id, ...poster }).catch((error) =>
          app.log.error({ err: error }, 'poster'),
        );
      },
      onProgress: (fraction) => void tellProgress(context, id, fraction),
    });
    const clean = derived.renditions.find((rendition) => rendition.variant === 'clean');
    if (clean) await store.replaceOriginal(diskName, id, clean.file);
  } catch (error) {
    const { code = '' } = error as { code?: string };
    if (signal.aborted || troubleOutside.has(code)) {
      if (!signal.aborted) app.log.error({ err: error, media: id }, 'deriving broke off');
      await db.run('attachments.hand-back-job', nobody, { id, inMs: signal.aborted ? 0 : againMs });
      return;
    }
    app.log.warn({ err: error, media: id }, 'deriving failed');
    const reason = code === 'ENOENT' ? 'file-missing' : 'media-worker-died';
    derived = {
      ...unknownFacts,
      renditions: [],
      animated: job.inspection.animated,
      state: 'failed',
      reason,
    };
  }
  const size = (await stat(store.originalPath(diskName)).catch(() => null))?.size ?? 0;
  const stillThere = await db.run('attachments.derived', nobody, { id, derived, size });
  input.end(derived);
  if (!stillThere) {
    await store.removeDerived(id);
    await store.removeOriginal(diskName);
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

/** What committed deletions left behind. */
async function unlinkPending({ db }: Context, store: MediaStore): Promise<void> {
  for (;;) {
    const paths = await db.read('attachments.pending-unlinks', nobody);
    if (paths.length === 0) return;
    for (const path of paths) {
      const derived = /^derived\/([^/]+)\/$/.exec(path)?.[1];
      if (derived) await store.removeDerived(derived);
      else await store.removeOriginal(path);
    }
    await db.run('attachments.unlinked', nobody, { paths });
  }
}

/** Proves that files and rows agree, and mends what a crash left: young files may be on their way into a row. */
export async function sweep(context: Context, store: MediaStore, now = Date.now()): Promise<void> {
  const { db } = context;
  await unlinkPending(context, store);
  const isOld = (file: { modifiedAtMs: number }) => now - file.modifiedAtMs > sweepAgeMs;
  const onDisk = new Set<string>();
  const old: string[] = [];
  for await (const file of store.listOriginals()) {
    onDisk.add(file.name);
    if (isOld(file)) old.push(file.name);
  }
  const oldFolders: string[] = [];
  for await (const folder of store.listDerived()) if (isOld(folder)) oldFolders.push(folder.name);
  // Read after the listing: whatever was listed and is not known here has no row coming.
  const known = await db.read('attachments.known', nobody);
  const names = new Set(known.map((row) => row.disk_name));
  const ids = new Set(known.map((row) => row.id));
  for (const name of old) if (!names.has(name)) await store.removeOriginal(name);
  for (const name of oldFolders) if (!ids.has(name)) await store.removeDerived(name);
  for await (const file of store.listTemporaries()) if (isOld(file)) await store.removeTemporary(file.path);
  for (const row of known) {
    if (onDisk.has(row.disk_name) || row.state === 'failed') continue;
    const isThere = await stat(store.originalPath(row.disk_name)).catch(() => null);
    if (!isThere) await db.run('attachments.missing', nobody, { id: row.id });
  }
}
