import { zipSync } from 'fflate';
import { parseCsv, separatorOf } from './csv.ts';
import { decodeText } from './decode-text.ts';
import { readText, type TextRead } from './read-text.ts';
import { TooLargeError, unpack } from './unpack.ts';
import { mostColumns, mostRows, readXlsx, type Sheet } from './xlsx.ts';

export type ToReader = { as: 'table' | 'text' | 'letter'; bytes: Uint8Array; name: string };
export type TableRead = { sheets: Sheet[]; encoding: string | null };
export type LetterRead = Uint8Array;
export type FromReader =
  | { is: 'read'; value: TableRead | TextRead | LetterRead }
  | { is: 'failed'; why: 'too-large' | 'unreadable' };

/** Of a worker's own names the page's types know nothing. */
const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToReader>) => void;
  postMessage: (message: FromReader) => void;
};

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b;

function readTable(bytes: Uint8Array, name: string): TableRead {
  if (isZip(bytes)) return { sheets: readXlsx(bytes), encoding: null };
  const { text, encoding } = decodeText(bytes);
  const separator = separatorOf(text, name);
  const { rows, total } = parseCsv(text.replace(/^sep=.\r?\n/, ''), { separator, most: mostRows });
  const totalColumns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const shown = rows.map((row) => row.slice(0, mostColumns));
  return { sheets: [{ name: '', rows: shown, totalRows: total, totalColumns }], encoding };
}

const mostLetterBytes = 100 * 1024 * 1024;

/**
 * A letter packed anew with what is shown of it, each part unpacked within bounds: no macros, no objects, no documents
 * inside it. A document type has no place in it (ECMA-376 part 2, 8.1.4).
 */
function readLetter(bytes: Uint8Array): LetterRead {
  const wanted =
    /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/app\.xml|word\/(?!vba|embeddings|activeX|afchunk))/i;
  const files = unpack(bytes, (name) => wanted.test(name), mostLetterBytes);
  for (const [name, content] of Object.entries(files)) {
    if (!/\.(?:xml|rels)$/i.test(name)) continue;
    const head = new TextDecoder().decode(content.subarray(0, 4096));
    if (head.includes('<!DOCTYPE')) throw new Error('a document type');
  }
  return zipSync(files, { level: 0 });
}

async function read({ as, bytes, name }: ToReader) {
  if (as === 'table') return readTable(bytes, name);
  return as === 'letter' ? readLetter(bytes) : readText(bytes, name);
}

scope.onmessage = ({ data }) => {
  read(data).then(
    (value) => scope.postMessage({ is: 'read', value }),
    (error: unknown) =>
      scope.postMessage({ is: 'failed', why: error instanceof TooLargeError ? 'too-large' : 'unreadable' }),
  );
};
