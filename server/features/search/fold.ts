import { unitEnd } from './characters.ts';

/**
 * Text as the search compares it: without case, accents, points and stress marks; ё is е, full width is plain, katakana is
 * hiragana, the forms of one Arabic letter are one. What tells letters apart in their own language stays: й, が, Thai and
 * Indic vowels. Every run of white space is one space.
 */
export function fold(text: string): string {
  if (plain.test(text)) return text.toLowerCase().replace(/[\0-\x20\x7f]+/g, ' ');
  let folded = '';
  for (let at = 0; at < text.length; ) {
    const end = unitEnd(text, at);
    const piece = foldUnit(text.slice(at, end));
    if (piece !== ' ' || !folded.endsWith(' ')) folded += piece;
    at = end;
  }
  return folded;
}

export interface Traced {
  folded: string;
  /** For each UTF-16 unit of `folded`, where in the text that begins which it stands for; at the end the text's length. */
  starts: number[];
  /** The same for where it ends. */
  ends: number[];
}

/** As `fold`, with the way back, so that what is found can be shown in the text as it was written. */
export function trace(text: string): Traced {
  const traced: Traced = { folded: '', starts: [], ends: [] };
  for (let at = 0; at < text.length; ) {
    const end = unitEnd(text, at);
    const piece = foldUnit(text.slice(at, end));
    if (piece !== ' ' || !traced.folded.endsWith(' ')) {
      traced.folded += piece;
      for (let n = 0; n < piece.length; n++) {
        traced.starts.push(at);
        traced.ends.push(end);
      }
    }
    at = end;
  }
  traced.starts.push(text.length);
  return traced;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const plain = /^[\0-\x7f]*$/;

const known = new Map<string, string>();
const mostKnown = 20_000;

function foldUnit(unit: string): string {
  let folded = known.get(unit);
  if (folded === undefined) {
    folded = '';
    for (const character of unit.normalize('NFKC').toLowerCase()) folded += foldCharacter(character);
    // Of the same marks only the first few make a difference to anybody.
    if (known.size < mostKnown && unit.length <= 8) known.set(unit, folded);
  }
  return folded;
}

const european = /[\p{Script=Latin}\p{Script=Greek}]/u;
const space = /[\s\p{Z}\p{Cc}]/u;
/** Accents and stress, Hebrew and Arabic points, the Arabic stretcher, variants of emoji, what has no width. */
const unseen =
  // oxlint-disable-next-line no-misleading-character-class -- marks are what is meant, each by itself
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\ufe00-\ufe0f\u{e0100}-\u{e01ef}\p{Cf}]/gu;

const alike: Record<string, string> = {
  ё: 'е',
  ѐ: 'е',
  ѝ: 'и',
  ς: 'σ',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  '’': "'",
  '‘': "'",
  ʼ: "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
  '−': '-',
};

const katakana = { first: 0x30a1, last: 0x30f6, toHiragana: -0x60 };

function foldCharacter(character: string): string {
  const same = alike[character];
  if (same !== undefined) return same;
  if (european.test(character)) {
    const bare = character.normalize('NFD').replace(unseen, '');
    return alike[bare] ?? bare;
  }
  const code = character.codePointAt(0) ?? 0;
  if (code >= katakana.first && code <= katakana.last) {
    return String.fromCodePoint(code + katakana.toHiragana);
  }
  if (space.test(character)) return ' ';
  return character.replace(unseen, '');
}
