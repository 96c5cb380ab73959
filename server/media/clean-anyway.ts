import { formats } from './formats.ts';
import type { Job } from './job.ts';
import { publish } from './renditions.ts';
import { scrub } from './strip/scrub.ts';
import { Source } from './strip/source.ts';
import type { Rendition } from './types.ts';

/** A file that can't be shown is there to be downloaded: also by others, where its metadata can be blanked in place. */
export async function cleanAnyway({ path, outDir, format }: Job): Promise<Rendition[]> {
  const source = new Source(path);
  try {
    const pieces = scrub(source, format);
    if (pieces === null) return [];
    const { ext, mime } = formats[format];
    return [await publish({ outDir, variant: 'clean', ext, mime }, (to) => source.writeTo(to, pieces))];
  } finally {
    source.close();
  }
}
