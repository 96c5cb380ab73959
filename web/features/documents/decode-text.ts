/** How often letters stand in Russian text, from the commonest on. */
const common = 'оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё';

/** The bytes of a text as text, and in which encoding they were. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: string } {
  const encoding = encodingOf(bytes);
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

/** By its mark; else UTF-8 if it is that; else UTF-16 by its zeros; else the old encoding that reads best. */
export function encodingOf(bytes: Uint8Array): string {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 64 * 1024);
  const wide = wideness(head);
  if (wide) return wide;
  try {
    // The head may end inside a character, which `stream` forgives.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: head.length < bytes.length });
    return 'utf-8';
  } catch {
    return oldEncoding(head);
  }
}

function wideness(head: Uint8Array): string | null {
  const zeros = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = head.length / 8;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : null;
}

const cyrillic = ['windows-1251', 'koi8-r', 'ibm866', 'iso-8859-5'];

function oldEncoding(head: Uint8Array): string {
  const scored = cyrillic.map((encoding) => ({
    encoding,
    score: russianness(new TextDecoder(encoding).decode(head)),
  }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0.5 ? best.encoding : 'windows-1252';
}

/** 0 (none of what is beyond ASCII looks Russian) to 1: common letters, small after capital and not the reverse. */
function russianness(text: string): number {
  let beyond = 0;
  let good = 0;
  let before = '';
  for (const letter of text) {
    if (letter > '\u007f') {
      beyond++;
      const small = letter.toLowerCase();
      const place = common.indexOf(small);
      if (place >= 0) good += place < 16 ? 1 : 0.6;
      const isCapital = small !== letter;
      if (isCapital && /[а-яё]/.test(before)) good -= 1.5;
      // In one word with a Latin letter it was a Latin letter with a mark.
      if (/[a-z]/i.test(before)) good -= 1.5;
    } else if (before > '\u007f' && /[a-z]/i.test(letter)) good -= 1.5;
    before = letter;
  }
  return beyond === 0 ? 0 : good / beyond;
}
