import { type FormatId, soundOnly } from './formats.ts';

/** What the tracks named in a file's beginning are; `unknown` where they aren't told there. */
type Tracks = 'sound' | 'video' | 'unknown';

/**
 * A film's box with nothing but sound in it is sound, and that is known at once where the tracks are named in front, as in all
 * recordings of browsers: else a busy machine, which has no time to look further, would call a voice message a broken film.
 */
export function bySound(format: FormatId, head: Buffer): FormatId {
  const sound = soundOnly[format];
  if (sound === undefined) return format;
  const isMatroska = format === 'webm' || format === 'mkv';
  const isMp4 = format === 'mp4' || format === 'm4v' || format === 'mov';
  const tracks = isMatroska ? matroskaTracks(head) : isMp4 ? mp4Tracks(head) : 'unknown';
  return tracks === 'sound' ? sound : format;
}

function of(kinds: readonly string[]): Tracks {
  if (kinds.includes('video')) return 'video';
  return kinds.includes('sound') ? 'sound' : 'unknown';
}

interface Element {
  id: number;
  from: number;
  to: number;
}

const segment = 0x18538067;
const tracksElement = 0x1654ae6b;
const trackEntry = 0xae;
const trackType = 0x83;

/** RFC 8794: an id of 1 to 4 bytes, a size of 1 to 8; all ones mean "until its parent ends". */
function* elements(head: Buffer, from: number, to: number): Generator<Element> {
  for (let at = from; at < to; ) {
    const idBytes = Math.clz32(head[at] ?? 0) - 23;
    const sizeAt = at + idBytes;
    const sizeBytes = Math.clz32(head[sizeAt] ?? 0) - 23;
    const start = sizeAt + sizeBytes;
    if (idBytes > 4 || sizeBytes > 8 || start > to) return;
    const id = head.readUIntBE(at, idBytes);
    const marker = 2 ** (8 - sizeBytes);
    let size = (head[sizeAt] ?? 0) % marker;
    let isOpen = size === marker - 1;
    for (const byte of head.subarray(sizeAt + 1, start)) {
      size = size * 256 + byte;
      isOpen &&= byte === 0xff;
    }
    const end = isOpen ? to : start + size;
    yield { id, from: start, to: end };
    at = end;
  }
}

function matroskaTracks(head: Buffer): Tracks {
  for (const outer of elements(head, 0, head.length)) {
    if (outer.id !== segment) continue;
    for (const inner of elements(head, outer.from, Math.min(outer.to, head.length))) {
      if (inner.id !== tracksElement) continue;
      return inner.to > head.length ? 'unknown' : of(kindsOf(head, inner));
    }
  }
  return 'unknown';
}

function kindsOf(head: Buffer, tracks: Element): string[] {
  const kinds: string[] = [];
  for (const entry of elements(head, tracks.from, tracks.to)) {
    if (entry.id !== trackEntry) continue;
    for (const { id, from } of elements(head, entry.from, entry.to)) {
      if (id === trackType) kinds.push(head[from] === 1 ? 'video' : head[from] === 2 ? 'sound' : 'other');
    }
  }
  return kinds;
}

/** ISO 14496-12: each track of `moov` names its handler. */
function mp4Tracks(head: Buffer): Tracks {
  for (let at = 0; at + 8 <= head.length; ) {
    const size = head.readUInt32BE(at);
    const isMovie = head.toString('latin1', at + 4, at + 8) === 'moov';
    if (isMovie) return at + size > head.length ? 'unknown' : of(handlers(head.subarray(at, at + size)));
    if (size < 8) return 'unknown';
    at += size;
  }
  return 'unknown';
}

function handlers(movie: Buffer): string[] {
  const kinds: string[] = [];
  for (let at = movie.indexOf('hdlr'); at >= 0; at = movie.indexOf('hdlr', at + 4)) {
    const handler = movie.toString('latin1', at + 12, at + 16);
    kinds.push(handler === 'vide' ? 'video' : handler === 'soun' ? 'sound' : 'other');
  }
  return kinds;
}
