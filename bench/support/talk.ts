import { randomFrom } from '../../test/support/random.ts';

const english =
  'the to a and is you it of i in that for on have be this not with we so can are but what do just if at was or they my your all there will me from as one like out up about no when get know how good now then would make time see here yes well need think want really work today tomorrow ok thanks please file server code test build release'.split(
    ' ',
  );
const russian =
  'и не я в что на с это как он а то все но так мы ты по у вы за из же бы только меня для от был о да ну ещё нет ли уже мне когда там если надо просто можно будет вот где есть сейчас очень потом тоже сегодня завтра хорошо спасибо давай сделать работает сервер файл картинка сообщение поиск проверить обновление комната'.split(
    ' ',
  );
const englishSyllables =
  'ba con der el fi gra ho in ju ka lo men ne or pre qui ra ser ti un ver wo ex yo zen tion ing ment est al ous per sta tri mo'.split(
    ' ',
  );
const russianSyllables =
  'ба ве го да ер жи за ин ка ло ме не об пре ра со те ук фо хо це чи ша эк ня ста при про тор ник ств ени ова ыва ость'.split(
    ' ',
  );
const endings = ['', 'а', 'у', 'ом', 'ы', 'ов', 'ами', 'ать', 'ил', 'ный'];

export interface Talk {
  /** The commonest first. */
  english: string[];
  russian: string[];
  /** One message. */
  text(): string;
  random: () => number;
}

/** Messages as people write them by frequency and length: in either language a few words make most of what is said. */
export function talk(seed: number, wordsPerLanguage = 20_000): Talk {
  const random = randomFrom(seed);
  const make = (common: string[], syllables: string[], ends: string[]) => {
    const words = new Set(common);
    const one = (from: string[]) => from[Math.floor(random() * from.length)] ?? '';
    while (words.size < wordsPerLanguage) {
      const length = 2 + Math.floor(random() * 3);
      words.add(Array.from({ length }, () => one(syllables)).join('') + one(ends));
    }
    return [...words];
  };
  const languages = {
    english: make(english, englishSyllables, ['', 's', 'ed']),
    russian: make(russian, russianSyllables, endings),
  };
  // Zipf: of n words the one of rank r is said with a probability of about 1 / (r ln n).
  const zipf = (words: string[]) => words[Math.floor(words.length ** random()) - 1] ?? '';
  const text = () => {
    const words = random() < 0.6 ? languages.russian : languages.english;
    const length = Math.min(200, 1 + Math.floor(-Math.log(1 - random()) * 9));
    const said = Array.from({ length }, () => zipf(words)).join(' ');
    const link = random() < 0.03 ? ` https://example.org/${zipf(languages.english)}` : '';
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}${random() < 0.3 ? '!' : '.'}${link}`;
  };
  return { ...languages, text, random };
}
