import { boxIn, fullBoxBytes, Numbers } from './strip/boxes.ts';
import { readHeif } from './strip/heif-items.ts';
import { Source } from './strip/source.ts';
import { MediaError } from './types.ts';

export interface HeifHeader {
  /** Pixels, upright. */
  width: number;
  height: number;
  /** An animation's frames are in a `moov` box. */
  isSequence: boolean;
  profile: HeifProfile;
}

/** An ICC profile, or the one name of a colour space that is common and wider than sRGB. */
export type HeifProfile = Buffer | 'p3' | null;

const maxProfileBytes = 512 * 1024;
const primariesOfP3 = 12;

/** What the boxes of a HEIC or AVIF say of its main picture; nothing is decoded. */
export function readHeifHeader(path: string): HeifHeader {
  const source = new Source(path);
  try {
    return headerOf(source);
  } finally {
    source.close();
  }
}

function headerOf(source: Source): HeifHeader {
  const heif = readHeif(source);
  const item = heif?.items.get(heif.primary);
  if (heif === null || item === undefined) throw new MediaError('unreadable', 'no main picture');
  let size = { width: 0, height: 0 };
  let profile: HeifProfile = null;
  for (const { type, body, to } of heif.properties.get(item.id) ?? []) {
    const numbers = new Numbers(Buffer.from(source.read(body, Math.min(64, to - body))));
    if (type === 'ispe') {
      numbers.at = fullBoxBytes;
      size = { width: numbers.take(4), height: numbers.take(4) };
    } else if (type === 'clap') {
      size = { width: Math.round(fraction(numbers)), height: Math.round(fraction(numbers)) };
    } else if (type === 'irot' && numbers.take(1) % 2 === 1) {
      size = { width: size.height, height: size.width };
    } else if (type === 'colr') {
      const kind = numbers.text(4);
      const bytes = to - numbers.at - body;
      if (/^(?:prof|rICC)$/u.test(kind) && bytes <= maxProfileBytes) {
        profile = Buffer.from(source.read(body + 4, bytes));
      } else if (kind === 'nclx' && profile === null && numbers.take(2) === primariesOfP3) profile = 'p3';
    }
  }
  return {
    ...size,
    isSequence: boxIn(source, { body: 0, to: source.size }, 'moov') !== null,
    profile,
  };
}

function fraction(numbers: Numbers): number {
  return numbers.take(4) / Math.max(1, numbers.take(4));
}
