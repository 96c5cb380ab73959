import { open } from 'node:fs/promises';

/** The codec's headers stand before the first sound; a writer with a long seek table in front is still within this. */
const headBytes = 1024 * 1024;
const magic = Buffer.from('\x03vorbis', 'latin1');

/**
 * Blanks the comments inside the headers of Vorbis, which Matroska and WebM carry along as they were. Lengths stay, so
 * that nothing else moves. Not for Ogg, whose pages have checksums (and whose writer makes the comments anew).
 */
export async function blankVorbisComments(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    const read = head.subarray(0, bytesRead);
    for (let at = read.indexOf(magic); at >= 0; at = read.indexOf(magic, at + 1)) {
      const end = endOf(read, at);
      if (end !== null) await file.write(blank(end - at), 0, end - at, at);
    }
  } finally {
    await file.close();
  }
}

/** Vorbis I, section 5.2: vendor, a count, as many comments, one framing bit. Null where this is something else. */
function endOf(bytes: Buffer, start: number): number | null {
  let at = start + magic.length;
  const skip = () => {
    at += 4 + (at + 4 <= bytes.length ? bytes.readUInt32LE(at) : Number.POSITIVE_INFINITY);
    return at + 5 <= bytes.length;
  };
  if (!skip()) return null;
  const count = bytes.readUInt32LE(at);
  at += 4;
  for (let i = 0; i < count; i++) if (!skip()) return null;
  return bytes[at] === 1 ? at + 1 : null;
}

function blank(length: number): Buffer {
  const out = Buffer.alloc(length, ' ');
  magic.copy(out);
  out.writeUInt32LE(length - magic.length - 9, magic.length);
  out.writeUInt32LE(0, length - 5);
  out[length - 1] = 1;
  return out;
}
