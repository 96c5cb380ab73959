/** Characters that draw nothing, turn the writing around or end a line: none belongs in a name. */
const invisible =
  /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
/** Forbidden on Windows or special to shells and paths. */
const awkward = /[<>:"/\\|?*\u2044\u2215\uff0f\uff3c]/gu;
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/iu;

const safeNameBytes = 200;
const extensionBytes = 20;

/** The part of a path that a person calls its name, whichever system wrote it. */
function lastSegment(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Cuts the stem, never the extension, and never inside a character. */
function cutToBytes(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && Buffer.byteLength(name.slice(dot)) <= extensionBytes ? name.slice(dot) : '';
  let room = maxBytes - Buffer.byteLength(ending);
  let stem = '';
  for (const { segment } of new Intl.Segmenter().segment(name.slice(0, name.length - ending.length))) {
    room -= Buffer.byteLength(segment);
    if (room < 0) break;
    stem += segment;
  }
  return (stem || 'file') + ending;
}

/** A name as people see it and get it back on download: NFC, one line, at most `maxBytes` of UTF-8. */
export function displayName(name: string, maxBytes = 255): string {
  const shown = lastSegment(name.toWellFormed()).normalize('NFC').replace(invisible, '').trim();
  if (shown === '' || shown === '.' || shown === '..') return 'file';
  return cutToBytes(shown, maxBytes);
}

/** A name that is harmless on every file system, at most 200 bytes of UTF-8, never empty. */
export function safeName(name: string): string {
  const tame = displayName(name, 1024)
    .replace(/\p{Cf}/gu, '')
    .replace(awkward, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/gu, '')
    .replace(reserved, '_$1');
  return cutToBytes(tame || 'file', safeNameBytes).replace(/[. ]+$/u, '') || 'file';
}
