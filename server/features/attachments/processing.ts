import type { Context } from '../../context.ts';
import { nobody } from '../../db/sql.ts';
import type { MediaStore } from '../../media/store.ts';
import { conversionPlaces } from '../../media/workers.ts';
import { conversionPriorities } from './convert-verbs.ts';
import { priorities } from './derive-verbs.ts';
import { measureJobs } from './measure.ts';
import { runJob } from './run-job.ts';
import { sweep, unlinkPending } from './sweep.ts';

const lookAgainEveryMs = 60_000;
const unlinkEveryMs = 15_000;
const sweepEveryMs = 3_600_000;

interface Crew {
  priorities: number[];
  /** Jobs at once. */
  places: number;
  /** One person may have all places, or one of them. */
  oncePerPerson: boolean;
}

/**
 * Who works side by side: pictures, documents and sounds; posters and what else of a film is quick; conversions of sounds; and
 * those of films, which take minutes, so that one person's second never stands before another's first.
 */
const crews: Crew[] = [
  {
    priorities: [priorities.image, priorities.document, priorities.audio],
    places: 2,
    oncePerPerson: true,
  },
  { priorities: [priorities.video], places: 2, oncePerPerson: true },
  { priorities: [conversionPriorities.audio], places: 1, oncePerPerson: false },
  { priorities: [conversionPriorities.video], places: conversionPlaces, oncePerPerson: conversionPlaces > 1 },
];

/** Works through what waits to be derived, a few at a time, fair between people; survives restarts. */
export async function startProcessing(context: Context, store: MediaStore): Promise<void> {
  const { app, db, on, every, onStop } = context;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const work = { context, store, signal: stopping.signal, begin: measureJobs(context.metrics), running };
  const wakes = crews.map((crew) => startCrew(work, crew));
  const wake = () => {
    for (const each of wakes) each();
  };
  await db.run('attachments.recover', nobody);
  await db.run('attachments.forget-streams', nobody);
  on('derive-waiting', wake);
  on(
    'unlink-pending',
    () => void unlinkPending(context, store).catch((error) => app.log.error({ err: error }, 'unlink')),
  );
  every(lookAgainEveryMs, 'look for jobs that are due again', async () => wake());
  every(unlinkEveryMs, 'unlink what is due', () => unlinkPending(context, store));
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

interface Work {
  context: Context;
  store: MediaStore;
  signal: AbortSignal;
  begin: ReturnType<typeof measureJobs>;
  running: Set<Promise<void>>;
}

/** Answers what wakes it: as many jobs as there are places are begun then, and after each the next one that is due. */
function startCrew({ running, ...work }: Work, crew: Crew): () => void {
  const next = jobTaker(work, crew);
  let busy = 0;
  // A job may come in while a place is just being told that there is none.
  let called = false;
  return function wake() {
    called = true;
    while (busy < crew.places) {
      busy++;
      const place = (async () => {
        do called = false;
        while ((await next()) || called);
      })()
        .catch((error) => work.context.app.log.error({ err: error }, 'deriving'))
        .finally(() => {
          busy--;
          running.delete(place);
        });
      running.add(place);
    }
  };
}

const rememberedOwners = 1000;

function jobTaker({ context, store, signal, begin }: Omit<Work, 'running'>, crew: Crew) {
  const served: string[] = [];
  const busy = new Set<string>();
  // One at a time, so that two places don't take two jobs of one person.
  let taking: Promise<unknown> = Promise.resolve();
  const take = async () => {
    if (signal.aborted) return null;
    const job = await context.db.run('attachments.take-job', nobody, {
      ownersServed: served,
      ownersBusy: crew.oncePerPerson ? [...busy] : [],
      priorities: crew.priorities,
    });
    if (!job) return null;
    busy.add(job.ownerId);
    const place = served.indexOf(job.ownerId);
    if (place >= 0) served.splice(place, 1);
    served.push(job.ownerId);
    if (served.length > rememberedOwners) served.shift();
    return job;
  };
  return async () => {
    const taken = taking.then(take, take);
    taking = taken;
    const job = await taken;
    if (!job) return false;
    try {
      await runJob({ context, store, job, signal, end: begin(job) });
    } finally {
      busy.delete(job.ownerId);
    }
    return true;
  };
}
