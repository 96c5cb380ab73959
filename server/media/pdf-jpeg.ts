/**
 * A photograph inside a document without EXIF, XMP, IPTC and comments: of a JPEG's segments before its first scan, JFIF,
 * the colour profile and Adobe's colour transform stay (ITU-T T.81). What is no JPEG stays as it is.
 */
export function stripJpegBytes(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return bytes;
  const kept = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda || marker === 0xd9) break;
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    const isAside = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
    if (!isAside || marker === 0xe0 || marker === 0xee || isProfile(bytes, at))
      kept.push(bytes.subarray(at, end));
    at = end;
  }
  kept.push(bytes.subarray(at));
  return Buffer.concat(kept);
}

function isProfile(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] !== 0xe2) return false;
  return Buffer.from(bytes.subarray(at + 4, at + 16)).toString('latin1') === 'ICC_PROFILE\0';
}
