import { type Box, boxesIn, findBox } from './mp4-boxes.ts';
import type { Init, Track } from './mp4-init.ts';

/** One fragment (`moof` and `mdat`, and what stands before them): its time, as shown, and its place in the file. */
export type Fragment = {
  startS: number;
  endS: number;
  /** Its pictures can be decoded without those before. */
  isKey: boolean;
  offset: number;
  sizeBytes: number;
};

type Times = Pick<Fragment, 'startS' | 'endS' | 'isKey'>;

/** When a fragment is shown, by its pictures, or by its sound if it has none. */
export function readTimes(view: DataView, moof: Box, { tracks }: Init): Times {
  let best: Times | null = null;
  let isVideo = false;
  for (const traf of boxesIn(view, moof.body, moof.end).filter(({ type }) => type === 'traf')) {
    const header = findBox(view, traf, 'tfhd');
    const track = header && tracks.find(({ id }) => id === view.getUint32(header.body + 4));
    if (!header || !track || (best && (isVideo || track.kind !== 'video'))) continue;
    best = timesOf(view, traf, withOwnDefaults(view, header, track)) ?? best;
    isVideo = track.kind === 'video';
  }
  if (!best) throw new TypeError('a fragment of nothing');
  return best;
}

/** `tfhd` (section 8.8.7) may say otherwise than the file's beginning does. */
function withOwnDefaults(view: DataView, { body }: Box, track: Track): Track {
  const flags = view.getUint32(body) & 0xff_ff_ff;
  let at = body + 8;
  const next = (bit: number, bytes = 4) => {
    if (!(flags & bit)) return null;
    at += bytes;
    return at - bytes;
  };
  next(0x1, 8);
  next(0x2);
  const duration = next(0x8);
  next(0x10);
  const sample = next(0x20);
  return {
    ...track,
    defaultDuration: duration === null ? track.defaultDuration : view.getUint32(duration),
    defaultFlags: sample === null ? track.defaultFlags : view.getUint32(sample),
  };
}

const notSync = 0x1_00_00;

function timesOf(view: DataView, traf: Box, track: Track): Times | null {
  const decode = findBox(view, traf, 'tfdt');
  if (!decode) throw new TypeError('a fragment without its time');
  const isLong = view.getUint8(decode.body) === 1;
  let ticks = isLong ? Number(view.getBigUint64(decode.body + 4)) : view.getUint32(decode.body + 4);
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  let isKey: boolean | null = null;
  for (const run of boxesIn(view, traf.body, traf.end).filter(({ type }) => type === 'trun')) {
    for (const sample of samplesOf(view, run, track)) {
      isKey ??= (sample.flags & notSync) === 0;
      start = Math.min(start, ticks + sample.delay);
      end = Math.max(end, ticks + sample.delay + sample.duration);
      ticks += sample.duration;
    }
  }
  if (isKey === null) return null;
  const seconds = (at: number) => (at - track.shift) / track.timescale;
  return { startS: seconds(start), endS: seconds(end), isKey: isKey || track.kind === 'audio' };
}

/** `trun`, section 8.8.8. */
function samplesOf(view: DataView, { body, end }: Box, track: Track) {
  const flags = view.getUint32(body) & 0xff_ff_ff;
  const isSigned = view.getUint8(body) > 0;
  const count = view.getUint32(body + 4);
  let at = body + 8 + (flags & 0x1 ? 4 : 0);
  const first = flags & 0x4 ? view.getUint32(at) : null;
  if (first !== null) at += 4;
  const samples: { duration: number; flags: number; delay: number }[] = [];
  const take = (bit: number) => {
    if (!(flags & bit)) return null;
    at += 4;
    return at - 4;
  };
  for (let i = 0; i < count && at <= end; i++) {
    const duration = take(0x1_00);
    take(0x2_00);
    const own = take(0x4_00);
    const delay = take(0x8_00);
    const delayOf = (place: number) => (isSigned ? view.getInt32(place) : view.getUint32(place));
    samples.push({
      duration: duration === null ? track.defaultDuration : view.getUint32(duration),
      flags: i === 0 && first !== null ? first : own === null ? track.defaultFlags : view.getUint32(own),
      delay: delay === null ? 0 : delayOf(delay),
    });
  }
  return samples;
}
