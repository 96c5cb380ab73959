export interface ByteRange {
  start: number;
  end: number;
}

/** Whoever asks for more parts than this gets the whole: many small parts cost more than they save (RFC 9110 section 17.15). */
const maxParts = 16;
/** Parts nearer than this are sent as one: the head between two of them would be longer (RFC 9110 section 15.3.7.2). */
const partHeadBytes = 150;

/**
 * The byte ranges of a Range header that can be satisfied, as they were asked for, with those that overlap or nearly
 * touch made one (RFC 9110 section 14.2). Null: the whole file, since what is not understood or is excessive is ignored.
 */
export function parseRanges(header: string | undefined, size: number): ByteRange[] | 'unsatisfiable' | null {
  const set = /^bytes=(.*)$/is.exec(header?.trim() ?? '')?.[1];
  if (set === undefined || set.length > 1000) return null;
  const specs = set
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  if (specs.length === 0 || specs.length > maxParts) return null;
  const ranges: ByteRange[] = [];
  for (const spec of specs) {
    const range = rangeOf(spec, size);
    if (range === null) return null;
    if (range !== 'unsatisfiable') ranges.push(range);
  }
  return ranges.length === 0 ? 'unsatisfiable' : joined(ranges);
}

function rangeOf(spec: string, size: number): ByteRange | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^(\d*)-(\d*)$/.exec(spec) ?? [];
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return null;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) };
}

/** Each place in the file at most once, whatever was asked: the answer is never longer than the file and its heads. */
function joined(ranges: readonly ByteRange[]): ByteRange[] {
  const parts: (ByteRange & { asked: number })[] = [];
  const ascending = ranges.map((range, asked) => ({ ...range, asked })).toSorted((a, b) => a.start - b.start);
  for (const range of ascending) {
    const last = parts.at(-1);
    if (last && range.start <= last.end + partHeadBytes) {
      last.end = Math.max(last.end, range.end);
      last.asked = Math.min(last.asked, range.asked);
    } else parts.push(range);
  }
  return parts.toSorted((a, b) => a.asked - b.asked).map(({ start, end }) => ({ start, end }));
}

/** RFC 6266: a plain name for old clients, the true one in UTF-8 beside it. */
export function contentDisposition(type: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${type}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
