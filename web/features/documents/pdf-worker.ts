import { PDFiumLibrary } from '@hyzyla/pdfium';

export type ToPdf =
  | { is: 'open'; wasm: ArrayBuffer; bytes: Uint8Array }
  | { is: 'draw'; id: number; page: number; width: number };
/** Points (1/72 inch). */
export type PageSize = readonly [width: number, height: number];
/** A stretch of text on one line; place and size as shares of the page's width and height. */
export interface TextRun {
  text: string;
  left: number;
  top: number;
  width: number;
  height: number;
}
export type FromPdf =
  | { is: 'opened'; sizes: PageSize[]; total: number }
  | { is: 'locked' }
  | { is: 'broken' }
  | {
      is: 'drawn';
      id: number;
      pixels: Uint8ClampedArray<ArrayBuffer>;
      width: number;
      height: number;
      runs: TextRun[];
    }
  | { is: 'undrawn'; id: number };

/** Of a worker's own names the page's types know nothing. */
const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToPdf>) => void;
  postMessage: (message: FromPdf, transfer?: Transferable[]) => void;
};

/** PDFium's own functions, which the library keeps to itself. Pointers are numbers. */
interface Raw {
  HEAPU8: Uint8Array;
  wasmExports: { malloc(bytes: number): number; free(pointer: number): void };
  _FPDF_GetPageSizeByIndex(document: number, page: number, width: number, height: number): number;
  _FPDF_PageToDevice(
    page: number,
    x: number,
    y: number,
    width: number,
    height: number,
    rotate: number,
    pageX: number,
    pageY: number,
    outX: number,
    outY: number,
  ): number;
  _FPDFText_LoadPage(page: number): number;
  _FPDFText_ClosePage(text: number): void;
  _FPDFText_CountRects(text: number, from: number, count: number): number;
  _FPDFText_GetRect(
    text: number,
    i: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
  ): number;
  _FPDFText_GetBoundedText(
    text: number,
    left: number,
    top: number,
    right: number,
    bottom: number,
    buffer: number,
    chars: number,
  ): number;
}

const mostPages = 5000;
const mostRuns = 4000;
const mostRunChars = 2000;
const mostPixels = 12_000_000;
/** A page is measured on a fine grid, for places come as whole numbers. */
const grid = 20_000;

type Pdf = Awaited<ReturnType<PDFiumLibrary['loadDocument']>>;
let open: { raw: Raw; document: Pdf; sizes: PageSize[] } | null = null;

async function openDocument({ wasm, bytes }: Extract<ToPdf, { is: 'open' }>): Promise<void> {
  const library = await PDFiumLibrary.init({ wasmBinary: wasm });
  const { module: raw } = library as unknown as { module: Raw };
  const document = await library.loadDocument(bytes);
  const { documentIdx } = document as unknown as { documentIdx: number };
  const total = document.getPageCount();
  if (total < 1) throw new Error('no pages');
  const sizes = inMemory(raw, 16, (at) =>
    Array.from({ length: Math.min(total, mostPages) }, (_, page): PageSize => {
      raw._FPDF_GetPageSizeByIndex(documentIdx, page, at, at + 8);
      const [width = 0, height = 0] = doubles(raw, at, 2);
      return width > 0 && height > 0 ? [width, height] : [595, 842];
    }),
  );
  open = { raw, document, sizes };
  scope.postMessage({ is: 'opened', sizes, total });
}

function inMemory<T>(raw: Raw, bytes: number, use: (at: number) => T): T {
  const at = raw.wasmExports.malloc(bytes);
  try {
    return use(at);
  } finally {
    raw.wasmExports.free(at);
  }
}

const viewOf = (raw: Raw, at: number, bytes: number) =>
  new DataView(raw.HEAPU8.buffer, raw.HEAPU8.byteOffset + at, bytes);

function doubles(raw: Raw, at: number, count: number): number[] {
  const view = viewOf(raw, at, count * 8);
  return Array.from({ length: count }, (_, i) => view.getFloat64(i * 8, true));
}

async function draw({ id, page: index, width: wanted }: Extract<ToPdf, { is: 'draw' }>): Promise<void> {
  const [pageWidth, pageHeight] = open?.sizes[index] ?? [0, 0];
  if (!open || pageWidth === 0) throw new Error('no such page');
  const fit = Math.min(1, Math.sqrt(mostPixels / ((wanted * wanted * pageHeight) / pageWidth)));
  const width = Math.max(1, Math.round(wanted * fit));
  const height = Math.max(1, Math.round((width * pageHeight) / pageWidth));
  const page = open.document.getPage(index);
  const runs = textOf(open.raw, (page as unknown as { pageIdx: number }).pageIdx);
  const { data } = await page.render({ width, height, scale: 1, render: 'bitmap', renderFormFields: true });
  const pixels = new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  scope.postMessage({ is: 'drawn', id, pixels, width, height, runs }, [pixels.buffer]);
}

/** What can be selected on a page, in its order. */
function textOf(raw: Raw, page: number): TextRun[] {
  const text = raw._FPDFText_LoadPage(page);
  if (!text) return [];
  try {
    const count = Math.min(mostRuns, raw._FPDFText_CountRects(text, 0, -1));
    return inMemory(raw, 48 + (mostRunChars + 1) * 2, (at) =>
      Array.from({ length: Math.max(0, count) }, (_, i) => runAt(raw, { text, page, at, i })).flatMap(
        (run) => run ?? [],
      ),
    );
  } finally {
    raw._FPDFText_ClosePage(text);
  }
}

function runAt(raw: Raw, on: { text: number; page: number; at: number; i: number }): TextRun | null {
  const { text, page, at, i } = on;
  if (!raw._FPDFText_GetRect(text, i, at, at + 8, at + 16, at + 24)) return null;
  const [left = 0, top = 0, right = 0, bottom = 0] = doubles(raw, at, 4);
  const chars = raw._FPDFText_GetBoundedText(text, left, top, right, bottom, at + 48, mostRunChars);
  const bytes = raw.HEAPU8.slice(at + 48, at + 48 + Math.max(0, Math.min(chars, mostRunChars)) * 2);
  const value = new TextDecoder('utf-16le')
    .decode(bytes)
    .replace(/\0+$/, '')
    .replace(/[\r\n]+/g, ' ');
  if (value.trim() === '') return null;
  const place = (x: number, y: number): [number, number] => {
    raw._FPDF_PageToDevice(page, 0, 0, grid, grid, 0, x, y, at + 32, at + 36);
    const view = viewOf(raw, at + 32, 8);
    return [view.getInt32(0, true) / grid, view.getInt32(4, true) / grid];
  };
  const [x1, y1] = place(left, top);
  const [x2, y2] = place(right, bottom);
  return {
    text: value,
    left: Math.min(x1, x2),
    top: Math.min(y1, y2),
    width: Math.abs(x2 - x1),
    height: Math.abs(y2 - y1),
  };
}

scope.onmessage = ({ data }) => {
  if (data.is === 'open') {
    openDocument(data).catch((error: unknown) => {
      // The library names no code.
      const isLocked = error instanceof Error && /password|security/i.test(error.message);
      scope.postMessage({ is: isLocked ? 'locked' : 'broken' });
    });
  } else draw(data).catch(() => scope.postMessage({ is: 'undrawn', id: data.id }));
};
