import { openSqlite, type SqliteConnection } from '../../db/sqlite.ts';
import { type IndexFile, openIndex, removeIndex } from './index-file.ts';
import { addToSample, noSample, sampleSteps } from './sample.ts';
import { type Scan, type Scanned, scan } from './scan.ts';

export interface Paths {
  index: string;
  /** The database of the messages. */
  main: string;
}

export interface Answered extends Scanned {
  /** Messages with smaller ids are not in the index yet; `0` when all are. */
  unreadBelow: string;
}

/** A few at a time: whoever searches waits for a transaction at most. */
const changesAtOnce = 50;
const readAtOnce = 100;
/** What is written close together goes into the index together. */
const gatherMs = 40;
/** However much there is to take in: of many small pieces every look-up would have to look into each. */
const putsPerMerge = 16;
const checkpointEveryMs = 5000;
const sampleEvery = 50_000;
const afterTroubleMs = 2000;

export interface IndexWorker {
  /** Everything that was committed before is among what is looked through, unless very much was. */
  scan(asked: Scan): Promise<Answered>;
  wake(): void;
  /** Does the most urgent piece of work; answers after how many milliseconds there is more, or null: when woken. */
  step(): Promise<number | null>;
  close(): void;
}

/** Keeps the index beside the messages, piece by piece, and looks things up in between. */
export async function createIndexWorker(
  paths: Paths,
  tell: { durable: (upTo: number) => void; trouble: (error: unknown) => void },
): Promise<IndexWorker> {
  const main = openSqlite(paths.main, 'read');
  const makeAnew = async (error: unknown) => {
    if (!isDamage(error)) throw error;
    tell.trouble(error);
    await removeIndex(paths.index);
    return openIndex(paths.index, main);
  };
  let index = await openIndex(paths.index, main).catch(makeAnew);
  let sample = noSample();
  let nextSample = noSample();
  let sampleStep = 0;
  let putSinceSample = 0;
  let isWoken = true;
  let isDirty = true;
  let canMerge = true;
  let putsSinceMerge = 0;
  let nextPutAt = 0;
  let nextCheckpointAt = 0;
  let troubledUntil = 0;
  let unreadBelow = await index.unreadBelow();

  const applyChanges = async (): Promise<boolean> => {
    const { isMore, count } = await putChanges(index, main);
    putSinceSample += count;
    putsSinceMerge++;
    if (count > 0) isDirty = canMerge = true;
    return isMore;
  };
  const merge = async () => {
    canMerge = await index.merge();
    if (!canMerge) putsSinceMerge = 0;
  };
  const checkpoint = async () => {
    isDirty = false;
    nextCheckpointAt = performance.now() + checkpointEveryMs;
    const upTo = await index.mark();
    index.checkpoint();
    tell.durable(upTo);
  };
  let hasReadBack = false;
  const readBack = async () => {
    hasReadBack = true;
    unreadBelow = await putOlder(index, main, unreadBelow);
    putSinceSample += readAtOnce;
    isDirty = canMerge = true;
  };
  const takeSample = async () => {
    if (sampleStep === 0) nextSample = noSample();
    await addToSample(index.sql, nextSample, sampleStep);
    sampleStep++;
    if (sampleStep === sampleSteps) sample = nextSample;
  };

  const work = async (now: number): Promise<number | null> => {
    if (canMerge && putsSinceMerge >= putsPerMerge) await merge();
    else if (isWoken && now >= nextPutAt) {
      isWoken = await applyChanges();
      nextPutAt = now + (isWoken ? 0 : gatherMs);
    } else if (isDirty && now >= nextCheckpointAt) await checkpoint();
    else if (canMerge) await merge();
    else if (unreadBelow !== '0') await readBack();
    else if (sampleStep < sampleSteps) await takeSample();
    else if (putSinceSample > sampleEvery) sampleStep = putSinceSample = 0;
    else if (isWoken) return Math.max(1, nextPutAt - now);
    else return isDirty ? Math.max(1, nextCheckpointAt - now) : null;
    return 0;
  };

  const heal = async (error: unknown) => {
    troubledUntil = performance.now() + afterTroubleMs;
    if (!isDamage(error)) return tell.trouble(error);
    index.close();
    index = await makeAnew(error);
    unreadBelow = await index.unreadBelow();
    hasReadBack = false;
    sampleStep = 0;
  };

  return {
    scan: async (asked) => {
      try {
        if (performance.now() > troubledUntil) {
          await applyChanges();
          // A search may come before the first step after a start: the newest are there for it all the same.
          if (unreadBelow !== '0' && !hasReadBack) await readBack();
        }
        return { ...(await scan(index.sql, sample, asked)), unreadBelow };
      } catch (error) {
        if (isDamage(error)) await heal(error);
        throw error;
      }
    },
    wake: () => {
      isWoken = true;
    },
    step: async () => {
      const now = performance.now();
      if (now < troubledUntil) return troubledUntil - now;
      try {
        return await work(now);
      } catch (error) {
        await heal(error);
        return afterTroubleMs;
      }
    },
    close: () => {
      index.close();
      main.close();
    },
  };
}

const isDamage = (error: unknown): boolean =>
  /^SQLITE_(CORRUPT|NOTADB)/.test(String((error as { code?: unknown }).code));

async function putChanges(index: IndexFile, main: SqliteConnection) {
  const notes = await main.all<{ n: number; message_id: number | string }>(
    'select n, message_id from search_changes where n > ? order by n limit ?',
    await index.mark(),
    changesAtOnce,
  );
  const last = notes.at(-1);
  if (last) {
    const ids = new Set(notes.map((note) => String(note.message_id)));
    await index.put([...ids], { mark: last.n });
  }
  return { isMore: notes.length === changesAtOnce, count: notes.length };
}

/** Answers below which messages nothing has been read yet. */
async function putOlder(index: IndexFile, main: SqliteConnection, below: string): Promise<string> {
  const rows = await main.all<{ id: number | string }>(
    'select id from messages where id < cast(? as integer) order by id desc limit ?',
    below,
    readAtOnce,
  );
  const ids = rows.map((row) => String(row.id));
  const unreadBelow = ids.length < readAtOnce ? '0' : (ids.at(-1) ?? '0');
  await index.put(ids, { unreadBelow });
  return unreadBelow;
}
