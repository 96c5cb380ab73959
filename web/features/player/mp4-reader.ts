import { boxAt, viewOf } from './mp4-boxes.ts';
import { type Fragment, readTimes } from './mp4-fragment.ts';
import { type Init, readInit } from './mp4-init.ts';

/** What can be handed to the browser by itself: the beginning of the file, or one fragment of it. */
export type Piece =
  | { is: 'init'; bytes: Uint8Array<ArrayBuffer>; init: Init; end: number }
  | { is: 'fragment'; bytes: Uint8Array<ArrayBuffer>; fragment: Fragment };

/** Larger than any second of video that a server here makes: what claims so isn't a fragment. */
const maxPieceBytes = 128 * 1024 * 1024;

/**
 * Cuts the bytes of a fragmented MP4, as they arrive, into pieces. Keeps no more than the piece that is under way. Start
 * it at a piece's offset; without `init` that is 0. Throws TypeError for what is no fragmented MP4.
 */
export function pieceReader(from: number, known: Init | null) {
  let init = known;
  let offset = from;
  let waiting: Uint8Array[] = [];
  let size = 0;
  let needed = 8;

  function together(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(size);
    let at = 0;
    for (const chunk of waiting) {
      all.set(chunk, at);
      at += chunk.length;
    }
    waiting = [all];
    return all;
  }

  function take(all: Uint8Array<ArrayBuffer>, end: number): Uint8Array<ArrayBuffer> {
    const bytes = all.slice(0, end);
    waiting = [all.subarray(end)];
    size -= end;
    offset += end;
    needed = 8;
    return bytes;
  }

  /** The next whole piece, or null; then `needed` says how many bytes it takes to go on. */
  function next(): Piece | null {
    if (size < needed) return null;
    const all = together();
    const view = viewOf(all);
    let moof: ReturnType<typeof boxAt> = null;
    for (let at = 0; ; ) {
      const box = boxAt(view, at);
      needed = box ? box.end : at + 16;
      if (needed > maxPieceBytes) throw new TypeError('not a fragment');
      if (!box || needed > size) return null;
      if (box.type === 'moov') {
        const start = offset;
        init = readInit(all.subarray(0, box.end));
        return { is: 'init', init, bytes: take(all, box.end), end: start + box.end };
      }
      if (box.type === 'moof') moof = box;
      if (box.type === 'mfra') return null;
      if (box.type === 'mdat') {
        if (!moof || !init) throw new TypeError('samples without their times');
        const times = readTimes(view, moof, init);
        const fragment = { ...times, offset, sizeBytes: box.end };
        return { is: 'fragment', fragment, bytes: take(all, box.end) };
      }
      at = box.end;
    }
  }

  return {
    /** Where the bytes go on that it hasn't seen. */
    endOffset: () => offset + size,
    push(chunk: Uint8Array): Piece[] {
      waiting.push(chunk);
      size += chunk.length;
      const pieces: Piece[] = [];
      for (let piece = next(); piece; piece = next()) pieces.push(piece);
      return pieces;
    },
  };
}
