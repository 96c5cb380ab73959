import { stat } from 'node:fs/promises';
import { deriveThumbs } from './derive-image.ts';
import { checkArchive } from './document.ts';
import { formats, namesItsMaker } from './formats.ts';
import { fromPixels } from './image.ts';
import type { Job } from './job.ts';
import { cleanOffice } from './office-clean.ts';
import { cleanPdf, lookAtPdf } from './pdf.ts';
import { publish } from './renditions.ts';
import { type Derived, MediaError, type Rendition, unknownFacts } from './types.ts';

/** Together below the time of a whole derivation, so that a slow page costs the picture and not the document. */
const drawMs = 20_000;
const cleanMs = 30_000;
/** Cleaning takes about ten times a document's size in memory. */
const maxCleanBytes = 64 * 1024 * 1024;
const firstPage = { width: 800, height: 1600 };

/** Reasons that a document is no document for; all else is still a file to hand out and to try to read. */
const fatal = new Set(['unreadable']);

export async function deriveDocument(job: Job): Promise<Derived> {
  const cleaned = job.keepMetadata ? [] : await cleanDocument(job);
  try {
    checkArchive(job.path, job.format);
    const shown = job.format === 'pdf' ? await derivePdf(job) : { ...unknownFacts, renditions: [] };
    return {
      ...shown,
      renditions: [...cleaned, ...shown.renditions],
      state: 'ready',
      reason: null,
    };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    const state = fatal.has(error.code) ? 'failed' : 'ready';
    // What took too long to draw can still be read.
    const reason = error.code === 'media-timeout' ? null : error.code;
    return { ...unknownFacts, renditions: cleaned, state, reason };
  }
}

async function derivePdf({ path, outDir }: Job): Promise<Omit<Derived, 'state' | 'reason'>> {
  const { pages, width, height, raster } = await lookAtPdf(path, { box: firstPage, timeoutMs: drawMs });
  if (raster === null) throw new MediaError('unreadable', 'nothing drawn');
  const picture = fromPixels({ ...raster, data: Buffer.from(raster.data), channels: 4 }).removeAlpha();
  const { renditions, thumbhash } = await deriveThumbs(picture, outDir);
  return { ...unknownFacts, pages, width, height, renditions, thumbhash };
}

/** Without what tells of its maker where that can be done; else nothing, and the original stays with its owner. */
export async function cleanDocument({ path, outDir, format }: Job): Promise<Rendition[]> {
  if (!namesItsMaker(format) || (await stat(path)).size > maxCleanBytes) return [];
  const { ext, mime } = formats[format];
  try {
    return [
      await publish({ outDir, variant: 'clean', ext, mime }, async (part) => {
        if (format === 'pdf') return cleanPdf(path, part, cleanMs);
        cleanOffice(path, part);
        checkArchive(part, format);
      }),
    ];
  } catch (error) {
    if (error instanceof MediaError) return [];
    throw error;
  }
}
