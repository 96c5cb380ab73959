import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PDFiumLibrary } from '@hyzyla/pdfium';

/** The first page and how many there are. `pixels` is RGBA on white. */
export interface PdfPages {
  pages: number;
  /** CSS pixels (1/96 inch). */
  width: number;
  height: number;
  raster: { data: Uint8Array; width: number; height: number } | null;
}

export class LockedError extends Error {}

const pixelsPerPoint = 96 / 72;

async function library(): Promise<PDFiumLibrary> {
  const wasm = createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm');
  const { buffer, byteOffset, byteLength } = await readFile(wasm);
  return PDFiumLibrary.init({ wasmBinary: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
}

let loading: Promise<PDFiumLibrary> | null = null;

/** Reads with PDFium, in this thread. `box` asks for the first page drawn to fit it. */
export async function readPages(
  bytes: Uint8Array,
  box: { width: number; height: number } | null,
): Promise<PdfPages> {
  loading ??= library();
  const pdfium = await loading;
  const document = await pdfium.loadDocument(bytes).catch((error: unknown) => {
    // The library names no code.
    if (error instanceof Error && /password|security/iu.test(error.message))
      throw new LockedError(error.message);
    throw error;
  });
  try {
    const pages = document.getPageCount();
    if (pages < 1) throw new Error('no pages');
    const page = document.getPage(0);
    const { originalWidth, originalHeight } = page.getOriginalSize();
    if (!(originalWidth > 0 && originalHeight > 0)) throw new Error('a page without a size');
    const scale = box && Math.min(box.width / originalWidth, box.height / originalHeight);
    const drawn =
      scale &&
      (await page.render({
        // Long and thin pages still have a pixel across.
        width: Math.max(1, Math.round(originalWidth * scale)),
        height: Math.max(1, Math.round(originalHeight * scale)),
        scale: 1,
        render: 'bitmap',
      }));
    return {
      pages,
      width: Math.max(1, Math.round(originalWidth * pixelsPerPoint)),
      height: Math.max(1, Math.round(originalHeight * pixelsPerPoint)),
      raster: drawn ? { data: drawn.data, width: drawn.width, height: drawn.height } : null,
    };
  } finally {
    document.destroy();
  }
}
