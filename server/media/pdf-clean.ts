import { randomUUID } from 'node:crypto';
import {
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFDocument,
  PDFHeader,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  PDFRef,
  PDFStream,
  PDFStreamWriter,
  PDFString,
} from '@cantoo/pdf-lib';
import { stripJpegBytes } from './pdf-jpeg.ts';

const named = (name: string) => PDFName.of(name);

/**
 * The same pages, outlines, forms, links and attachments without what tells of the maker: Info, XMP, applications' own
 * data, metadata in photographs, and everything that nothing refers to any more (earlier versions). Actions that run
 * something go as well. Throws for what it can't read. A document that opens without a password but forbids, say,
 * printing keeps forbidding it.
 */
export async function withoutMaker(bytes: Uint8Array): Promise<Uint8Array> {
  const document = await PDFDocument.load(bytes, {
    password: '',
    parseSpeed: Number.POSITIVE_INFINITY,
    updateMetadata: false,
    preserveXFA: true,
  });
  const { context } = document;
  const restrictions = restrictionsOf(context, bytes);
  const { trailerInfo } = context;
  delete trailerInfo.Info;
  delete trailerInfo.ID;
  for (const [ref, object] of context.enumerateIndirectObjects()) forget(context, ref, object);
  sweep(context, [trailerInfo.Root]);
  // Object streams came with 1.5.
  context.header = PDFHeader.forVersion(1, 7);
  if (restrictions !== null) {
    const permissions = permissionsOf(restrictions);
    document.encrypt({ userPassword: '', ownerPassword: randomUUID(), permissions });
  }
  return PDFStreamWriter.forContext(context, Number.POSITIVE_INFINITY).serializeToBuffer();
}

/** ISO 32000-1, table 21: what the encryption of a document that opens without a password forbids. */
function restrictionsOf(context: PDFContext, bytes: Uint8Array): PDFDict | null {
  const found = context
    .enumerateIndirectObjects()
    .map(([, object]) => object)
    .find(
      (object): object is PDFDict =>
        object instanceof PDFDict &&
        object.lookup(named('Filter')) === named('Standard') &&
        ['O', 'U', 'P'].every((key) => has(object, key)),
    );
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!found && /\/Encrypt\s*<</u.test(text.toString('latin1')))
    throw new Error('an encryption that can’t be kept');
  return found ?? null;
}

/** Table 22. */
function permissionsOf(encryption: PDFDict) {
  const bits = encryption.lookup(named('P'), PDFNumber).asNumber();
  const may = (bit: number) => ((bits >> (bit - 1)) & 1) === 1;
  return {
    printing: may(3) && (may(12) ? ('highResolution' as const) : ('lowResolution' as const)),
    modifying: may(4),
    copying: may(5),
    annotating: may(6),
    fillingForms: may(9),
    contentAccessibility: may(10),
    documentAssembly: may(11),
  };
}

function forget(context: PDFContext, ref: PDFRef, object: PDFObject): void {
  const waiting: PDFObject[] = [object];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next instanceof PDFArray) for (const one of next.asArray()) waiting.push(one);
    const dict = next instanceof PDFStream ? next.dict : next;
    if (!(dict instanceof PDFDict)) continue;
    forgetIn(dict);
    for (const one of dict.values()) waiting.push(one);
  }
  if (object instanceof PDFRawStream && isPhotograph(object)) {
    context.assign(ref, PDFRawStream.of(object.dict, stripJpegBytes(object.contents)));
  }
}

function isPhotograph({ dict }: PDFRawStream): boolean {
  const filter = dict.lookup(named('Filter'));
  const only = filter instanceof PDFArray && filter.size() === 1 ? filter.lookup(0) : filter;
  return only === named('DCTDecode') || only === named('DCT');
}

/** Any name may be a font's or a picture's in a page's resources: what goes is told by its shape as well. */
function forgetIn(dict: PDFDict): void {
  dropIf(dict, 'Metadata', (value) => value instanceof PDFStream && isXmp(value.dict));
  dropIf(dict, 'PieceInfo', (value) => value instanceof PDFDict);
  dropIf(dict, 'LastModified', (value) => value instanceof PDFString);
  dropIf(dict, 'AA', (value) => value instanceof PDFDict && holdsActions(value));
  dropIf(
    dict,
    'JavaScript',
    (value) => value instanceof PDFDict && (has(value, 'Names') || has(value, 'Kids')),
  );
  for (const key of ['A', 'OpenAction', 'Next', 'PA']) {
    dropIf(
      dict,
      key,
      (value) => isRunning(value) || (value instanceof PDFArray && value.asArray().some(runs(dict))),
    );
  }
  if (isRunning(dict)) for (const key of ['JS', 'F', 'Win', 'Mac', 'Unix']) dict.delete(named(key));
}

function dropIf(dict: PDFDict, key: string, is: (value: PDFObject) => boolean): void {
  const name = named(key);
  if (!dict.has(name)) return;
  const value = dict.lookup(name);
  if (value !== undefined && is(value)) dict.delete(name);
}

const has = (dict: PDFDict, key: string) => dict.has(named(key));

function isXmp(dict: PDFDict): boolean {
  return dict.lookup(named('Type')) === named('Metadata') || dict.lookup(named('Subtype')) === named('XML');
}

const running = new Set(
  ['JavaScript', 'Launch', 'ImportData', 'SubmitForm', 'Rendition', 'RichMediaExecute'].map(named),
);

function isRunning(value: PDFObject | undefined): boolean {
  if (!(value instanceof PDFDict)) return false;
  const kind = value.lookup(named('S'));
  return kind instanceof PDFName && running.has(kind);
}

const runs = (dict: PDFDict) => (value: PDFObject) => isRunning(dict.context.lookup(value));

function holdsActions(dict: PDFDict): boolean {
  return dict.keys().every((key) => {
    const value = dict.lookup(key);
    return value instanceof PDFDict && has(value, 'S');
  });
}

/** Deletes what can't be reached from `roots`. */
function sweep(context: PDFContext, roots: (PDFObject | undefined)[]): void {
  const reached = new Set<PDFRef>();
  const waiting = [...roots];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next instanceof PDFRef) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(context.lookup(next));
    } else if (next instanceof PDFArray) {
      for (const one of next.asArray()) waiting.push(one);
    } else if (next instanceof PDFStream || next instanceof PDFDict) {
      const dict = next instanceof PDFStream ? next.dict : next;
      for (const one of dict.values()) if (!(one instanceof PDFNumber)) waiting.push(one);
    }
  }
  for (const [ref] of context.enumerateIndirectObjects()) if (!reached.has(ref)) context.delete(ref);
}
