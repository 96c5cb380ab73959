/** What kind a character is, asked for every character of every message; regular expressions are too slow for that. */
export const letter = 1;
/** Of a script that writes words without spaces between them, or adds to them what others write apart. */
export const unspaced = 2;
/** It belongs to the character before it. */
export const mark = 4;

const letters = /[\p{L}\p{N}\p{M}_]/u;
const unspacedScripts =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]/u;
/** The voicing marks of half-width katakana are letters to Unicode. */
const marks = /[\p{M}\uff9e\uff9f]/u;

const unknown = 255;
const kinds = new Uint8Array(0x11_0000).fill(unknown);

/** The kinds of a character by its code point, as bits; 0 for signs, spaces, and where a text has none (`undefined`). */
export function kindsOf(code: number | undefined): number {
  if (code === undefined) return 0;
  const found = kinds[code] ?? 0;
  if (found !== unknown) return found;
  const character = String.fromCodePoint(code);
  const made =
    (letters.test(character) ? letter : 0) |
    (unspacedScripts.test(character) ? unspaced : 0) |
    (marks.test(character) ? mark : 0);
  kinds[code] = made;
  return made;
}

/** Whether words are spelled with it, so that alone it is no part of one that anybody would look for. */
export function isSpelled(code: number | undefined): boolean {
  return (kindsOf(code) & (letter | unspaced)) === letter;
}

/** Where the character at this place ends, with the marks upon it; Korean syllables may come in parts. */
export function unitEnd(text: string, at: number): number {
  const code = text.codePointAt(at) ?? 0;
  let end = at + (code > 0xffff ? 2 : 1);
  if (code >= 0x1100 && code <= 0x115f) {
    while (isPartOfSyllable(text.charCodeAt(end))) end++;
  }
  for (;;) {
    const next = text.codePointAt(end);
    if (next === undefined || next < 0x300 || (kindsOf(next) & mark) === 0) return end;
    end += next > 0xffff ? 2 : 1;
  }
}

function isPartOfSyllable(code: number): boolean {
  return code >= 0x1160 && code <= 0x11ff;
}
