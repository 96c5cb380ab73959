import type { FormatId } from './formats.ts';
import { lookAtPdf } from './pdf.ts';
import { type AcceptedInspection, MediaError } from './types.ts';
import { zipNames } from './zip.ts';

/** Somebody waits for an inspection; the job that follows has more time. */
const inspectPdfMs = 1500;

/** The part without which an office's program opens nothing. */
const mainParts: Partial<Record<FormatId, RegExp>> = {
  docx: /^word\/document\d*\.xml$/u,
  xlsx: /^xl\/workbook\d*\.(?:xml|bin)$/u,
  pptx: /^ppt\/presentation\d*\.xml$/u,
  odt: /^content\.xml$/u,
  ods: /^content\.xml$/u,
  odp: /^content\.xml$/u,
};

/** What is known of a document before its job: that it is what it seems, and the size of a PDF's first page. */
export async function inspectDocument(path: string, format: FormatId): Promise<Partial<AcceptedInspection>> {
  checkArchive(path, format);
  const size = format === 'pdf' ? await sizeOfPdf(path) : {};
  return { playable: 'no', reason: null, ...size };
}

/** Throws a MediaError where a ZIP's directory is broken, or an office's main part is missing. */
export function checkArchive(path: string, format: FormatId): void {
  const main = mainParts[format];
  if (main === undefined && format !== 'zip') return;
  const names = zipNames(path);
  if (main !== undefined && !names.some((name) => main.test(name))) {
    throw new MediaError('unreadable', `no ${format}: its main part is missing`);
  }
}

async function sizeOfPdf(path: string): Promise<Partial<AcceptedInspection>> {
  try {
    const { width, height } = await lookAtPdf(path, { box: null, timeoutMs: inspectPdfMs });
    return { width, height };
  } catch (error) {
    if (error instanceof MediaError && error.code === 'media-timeout') return {};
    throw error;
  }
}
