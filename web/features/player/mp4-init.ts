import { type Box, boxesIn, findBox, viewOf } from './mp4-boxes.ts';

export type Track = {
  id: number;
  kind: 'video' | 'audio' | 'other';
  /** Ticks in a second. */
  timescale: number;
  /** As RFC 6381 names it; null for what this page doesn't know. */
  codec: string | null;
  /** What samples have where a fragment says nothing (`trex`), in ticks and flags. */
  defaultDuration: number;
  defaultFlags: number;
  /** Ticks that the edit list takes off the beginning. */
  shift: number;
};

export type Init = {
  tracks: readonly Track[];
  /** For `addSourceBuffer`; null where a track is of an unknown kind. */
  mime: string | null;
};

/** Reads the beginning of a fragmented MP4 (`ftyp` and `moov`): which tracks it has, and how a browser calls them. */
export function readInit(bytes: Uint8Array): Init {
  const view = viewOf(bytes);
  const moov = findBox(view, { body: 0, end: bytes.length }, 'moov');
  if (!moov) throw new TypeError('no moov');
  const tracks = boxesIn(view, moov.body, moov.end)
    .filter(({ type }) => type === 'trak')
    .map((trak) => withDefaults(view, moov, readTrack(view, trak)))
    .filter(({ kind }) => kind !== 'other');
  const codecs = tracks.map(({ codec }) => codec);
  const isKnown = codecs.length > 0 && !codecs.includes(null);
  return { tracks, mime: isKnown ? `video/mp4; codecs="${codecs.join(',')}"` : null };
}

/** Where the fields of a full box stand depends on its version: version 1 has two 64-bit times. */
const afterTimes = (view: DataView, box: Box) => box.body + 4 + (view.getUint8(box.body) === 1 ? 16 : 8);

function readTrack(view: DataView, trak: Box): Track {
  const header = findBox(view, trak, 'tkhd');
  const time = findBox(view, trak, 'mdia', 'mdhd');
  const handler = findBox(view, trak, 'mdia', 'hdlr');
  const list = findBox(view, trak, 'mdia', 'minf', 'stbl', 'stsd');
  if (!header || !time || !handler || !list) throw new TypeError('a track without its boxes');
  const kinds: Record<number, Track['kind']> = { 0x76_69_64_65: 'video', 0x73_6f_75_6e: 'audio' };
  const [entry] = boxesIn(view, list.body + 8, list.end);
  return {
    id: view.getUint32(afterTimes(view, header)),
    kind: kinds[view.getUint32(handler.body + 8)] ?? 'other',
    timescale: view.getUint32(afterTimes(view, time)) || 1,
    codec: entry ? codecOf(view, entry) : null,
    defaultDuration: 0,
    defaultFlags: 0,
    shift: shiftOf(view, trak),
  };
}

function withDefaults(view: DataView, moov: Box, track: Track): Track {
  const mvex = findBox(view, moov, 'mvex');
  const all = mvex ? boxesIn(view, mvex.body, mvex.end) : [];
  const trex = all.find(({ type, body }) => type === 'trex' && view.getUint32(body + 4) === track.id);
  if (!trex) return track;
  const { body } = trex;
  return { ...track, defaultDuration: view.getUint32(body + 12), defaultFlags: view.getUint32(body + 20) };
}

/** The time at which the first edit that shows something begins. */
function shiftOf(view: DataView, trak: Box): number {
  const list = findBox(view, trak, 'edts', 'elst');
  if (!list) return 0;
  const isLong = view.getUint8(list.body) === 1;
  const count = view.getUint32(list.body + 4);
  for (let i = 0, at = list.body + 8; i < count; i++, at += isLong ? 20 : 12) {
    const start = isLong ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
    if (start >= 0) return start;
  }
  return 0;
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0');

function codecOf(view: DataView, entry: Box): string | null {
  // The fixed fields of a visual and of an audio entry (sections 12.1.3 and 12.2.3), then boxes.
  const inside = (fixedBytes: number, type: string) =>
    findBox(view, { body: entry.body + fixedBytes, end: entry.end }, type);
  if (entry.type === 'avc1' || entry.type === 'avc3') {
    const config = inside(78, 'avcC');
    if (!config) return null;
    return `${entry.type}.${[1, 2, 3].map((i) => hex(view.getUint8(config.body + i))).join('')}`;
  }
  if (entry.type === 'mp4a') {
    const config = inside(28, 'esds');
    return config ? soundCodecOf(view, config) : null;
  }
  return null;
}

/** ISO/IEC 14496-1 section 7.2.6: a descriptor of the stream holds one of its decoder, which holds the decoder's own. */
function soundCodecOf(view: DataView, esds: Box): string | null {
  const stream = descriptorAt(view, esds.body + 4);
  if (stream.tag !== 3) return null;
  const flags = view.getUint8(stream.body + 2);
  const url = flags & 0x40 ? 1 + view.getUint8(stream.body + 3 + (flags & 0x80 ? 2 : 0)) : 0;
  const decoder = descriptorAt(view, stream.body + 3 + (flags & 0x80 ? 2 : 0) + url + (flags & 0x20 ? 2 : 0));
  if (decoder.tag !== 4) return null;
  const kind = view.getUint8(decoder.body);
  if (kind !== 0x40) return `mp4a.${hex(kind).toUpperCase()}`;
  const own = descriptorAt(view, decoder.body + 13);
  if (own.tag !== 5) return null;
  const first = view.getUint16(own.body);
  const object = first >> 11 === 31 ? 32 + ((first >> 5) & 63) : first >> 11;
  return `mp4a.40.${object}`;
}

/** A tag, and a length of up to four bytes of seven bits each, which nobody here needs. */
function descriptorAt(view: DataView, at: number): { tag: number; body: number } {
  let body = at + 1;
  while (body < at + 4 && view.getUint8(body) & 0x80) body++;
  return { tag: view.getUint8(at), body: body + 1 };
}
