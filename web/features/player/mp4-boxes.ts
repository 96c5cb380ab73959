/** A box of ISO/IEC 14496-12 (section 4.2): places within the bytes that it was found in. */
export type Box = { type: string; start: number; body: number; end: number };

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The head of the box at `at`; null where its head isn't there yet. Its end may lie beyond the bytes. */
export function boxAt(view: DataView, at: number): Box | null {
  if (at + 8 > view.byteLength) return null;
  const short = view.getUint32(at);
  if (short === 1 && at + 16 > view.byteLength) return null;
  const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short;
  const body = at + (short === 1 ? 16 : 8);
  // Size 0 means "up to the end", of which a growing file has none.
  if (at + size < body) throw new TypeError('not a box');
  const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
  return { type, start: at, body, end: at + size };
}

/** The whole boxes between two places, in order. */
export function boxesIn(view: DataView, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let at = from; at < to; ) {
    const box = boxAt(view, at);
    if (!box || box.end > to) break;
    found.push(box);
    at = box.end;
  }
  return found;
}

/** The first box under `parent` that lies at the end of a path of types. */
export function findBox(
  view: DataView,
  parent: { body: number; end: number },
  ...path: string[]
): Box | null {
  let at: { body: number; end: number } | undefined = parent;
  for (const type of path) {
    at = boxesIn(view, at.body, at.end).find((box) => box.type === type);
    if (!at) return null;
  }
  return at as Box;
}
