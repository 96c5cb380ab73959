import { type Box, boxesIn, boxIn, fullBoxBytes, Numbers } from './boxes.ts';
import type { Source } from './source.ts';

/** Bytes of the file, or of its `idat` box where `inIdat`. */
export interface Extent {
  from: number;
  to: number;
}

export interface Item {
  id: number;
  /** `hvc1`, `av01`, `grid`, `Exif`, `mime`… */
  type: string;
  /** Where its `infe` box names the type. */
  typeAt: number;
  /** Of the item's name in its `infe` box; empty where it has none. */
  name: Extent;
  extents: Extent[];
  /** Its bytes are a part of another item's. */
  isNested: boolean;
}

/** What the `meta` box of a HEIF file says (ISO/IEC 23008-12); every list bounded by the size of its box. */
export interface Heif {
  meta: Box;
  /** 0: none. */
  primary: number;
  items: Map<number, Item>;
  /** Of each item, in the order in which they apply. */
  properties: Map<number, Box[]>;
}

/** Tables beyond this are no picture's. */
const maxTableBytes = 512 * 1024;

function table(source: Source, box: Box | null): Buffer {
  if (box === null) return Buffer.alloc(0);
  return Buffer.from(source.read(box.body, Math.min(maxTableBytes, box.to - box.body)));
}

/** Null where there is no picture in boxes. */
export function readHeif(source: Source): Heif | null {
  const meta = boxIn(source, { body: 0, to: source.size }, 'meta');
  if (meta === null) return null;
  const inside = { body: meta.body + fullBoxBytes, to: meta.to };
  const pitm = new Numbers(table(source, boxIn(source, inside, 'pitm')));
  const version = pitm.take(1);
  pitm.take(3);
  const items = readInfo(source, boxIn(source, inside, 'iinf'));
  const idat = boxIn(source, inside, 'idat');
  readLocations(table(source, boxIn(source, inside, 'iloc')), items, { source, idat });
  return {
    meta,
    primary: pitm.take(version === 0 ? 2 : 4),
    items,
    properties: readProperties(source, boxIn(source, inside, 'iprp')),
  };
}

function readInfo(source: Source, iinf: Box | null): Map<number, Item> {
  const items = new Map<number, Item>();
  if (iinf === null) return items;
  const countBytes = source.byte(iinf.body) === 0 ? 2 : 4;
  for (const infe of boxesIn(source, iinf.body + fullBoxBytes + countBytes, iinf.to)) {
    const bytes = Buffer.from(source.read(infe.body, Math.min(1024, infe.to - infe.body)));
    const numbers = new Numbers(bytes);
    const version = numbers.take(1);
    numbers.take(3);
    const id = numbers.take(version === 3 ? 4 : 2);
    numbers.take(2);
    // Older ones have no type: none of them is a picture.
    if (version < 2) continue;
    const typeAt = infe.body + numbers.at;
    const type = numbers.text(4);
    const end = bytes.indexOf(0, numbers.at);
    const name = {
      from: infe.body + Math.min(numbers.at, bytes.length),
      to: end < 0 ? infe.to : infe.body + end,
    };
    items.set(id, { id, type, typeAt, name, extents: [], isNested: false });
  }
  return items;
}

function readLocations(
  bytes: Buffer,
  items: Map<number, Item>,
  { source, idat }: { source: Source; idat: Box | null },
): void {
  const numbers = new Numbers(bytes);
  const version = numbers.take(1);
  numbers.take(3);
  const sizes = numbers.take(2);
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexBytes = version === 0 ? 0 : sizes & 15;
  if (![offsetBytes, lengthBytes, baseBytes, indexBytes].every((size) => [0, 4, 8].includes(size))) return;
  const count = numbers.take(version < 2 ? 2 : 4);
  for (let i = 0; i < count && !numbers.isOver; i++) {
    const id = numbers.take(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : numbers.take(2) & 15;
    numbers.take(2);
    const base = numbers.take(baseBytes);
    const whole = method === 1 ? { from: idat?.body ?? 0, to: idat?.to ?? 0 } : { from: 0, to: source.size };
    const extents: Extent[] = [];
    for (let left = numbers.take(2); left > 0 && !numbers.isOver; left--) {
      numbers.take(indexBytes);
      const from = whole.from + base + numbers.take(offsetBytes);
      const length = numbers.take(lengthBytes);
      const to = Math.min(whole.to, length === 0 ? whole.to : from + length);
      if (from < to) extents.push({ from, to });
    }
    const item = items.get(id);
    if (item === undefined) continue;
    item.isNested = method > 1;
    item.extents = extents;
  }
}

function readProperties(source: Source, iprp: Box | null): Map<number, Box[]> {
  const of = new Map<number, Box[]>();
  if (iprp === null) return of;
  const ipco = boxIn(source, iprp, 'ipco');
  const all = ipco === null ? [] : [...boxesIn(source, ipco.body, ipco.to)];
  for (const box of boxesIn(source, iprp.body, iprp.to)) {
    if (box.type !== 'ipma') continue;
    const numbers = new Numbers(table(source, box));
    const version = numbers.take(1);
    const wide = (numbers.take(3) & 1) === 1;
    for (let left = numbers.take(4); left > 0 && !numbers.isOver; left--) {
      const id = numbers.take(version === 0 ? 2 : 4);
      const boxes: Box[] = [];
      for (let i = numbers.take(1); i > 0 && !numbers.isOver; i--) {
        const index = numbers.take(wide ? 2 : 1) & (wide ? 0x7fff : 0x7f);
        const property = all[index - 1];
        if (property !== undefined) boxes.push(property);
      }
      of.set(id, boxes);
    }
  }
  return of;
}
