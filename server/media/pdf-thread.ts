import { readFile, writeFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { PdfTask } from './pdf.ts';
import { withoutMaker } from './pdf-clean.ts';
import { LockedError, readPages } from './pdf-pages.ts';

/** The entry of a thread that lives for one task, so that whatever it costs ends with it. */
async function run(task: PdfTask) {
  const bytes = await readFile(task.path);
  if (task.type === 'look') return readPages(bytes, task.box);
  const clean = await withoutMaker(bytes);
  await mustLookAlike(bytes, clean);
  await writeFile(task.to, clean);
  return null;
}

const proof = { width: 200, height: 400 };

/** A cleaned document that lost pages or looks otherwise is worse than none. */
async function mustLookAlike(original: Uint8Array, clean: Uint8Array): Promise<void> {
  const before = await readPages(original, proof);
  const after = await readPages(clean, proof);
  const same =
    before.pages === after.pages &&
    before.width === after.width &&
    before.height === after.height &&
    Buffer.compare(before.raster?.data ?? Buffer.alloc(0), after.raster?.data ?? Buffer.alloc(0)) === 0;
  if (!same) throw new Error('cleaning changed the pages');
}

try {
  parentPort?.postMessage({ value: await run(workerData as PdfTask) });
} catch (error) {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  parentPort?.postMessage({ locked: error instanceof LockedError, message });
}
