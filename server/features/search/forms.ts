/**
 * Forms of Russian words by their endings: whoever looks for “картинки” means “картинка” and “картинкой” as well. Only a
 * word that begins with the same stem and goes on with an ending of the same kind is a form; “картинки”
 * doesn't find “картинный”. Short words have no forms here: too much else begins alike (“меня”, “меню”). Quotes ask for the
 * word as it is.
 */
export interface Stem {
  text: string;
  /** What may follow it to the word's end. */
  endings: ReadonlySet<string>;
}

const list = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Of nouns and adjectives; the empty one too (“город”). ё is е here. */
const nominal = list(
  ' а я о е у ю ы и ь й ой ей ою ею ом ем ам ям ах ях ов ев ью ия ии ие ию ий ый ая яя ое ее ые ого его ому ему ым им ых их ую юю ами ями ием иям иях иями',
);
const verbal = list('л ла ло ли ть ет ит ут ют ат ят ем им ете ите ешь ишь ал ала али ать');

const shortestStem = 4;
const russian = /^[а-я]+$/;

/** The stems that a folded word may have, the longest first; none where it isn't Russian or too short to tell. */
export function stemsOf(word: string): Stem[] {
  if (!russian.test(word)) return [];
  return [nominal, verbal].flatMap((endings) => {
    const stem = withoutEnding(word, endings);
    return stem === null ? [] : [{ text: stem, endings }];
  });
}

function withoutEnding(word: string, endings: ReadonlySet<string>): string | null {
  for (let length = shortestStem; length < word.length; length++) {
    if (endings.has(word.slice(length))) return word.slice(0, length);
  }
  return null;
}
