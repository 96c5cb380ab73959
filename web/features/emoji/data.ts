/** One emoji of the picker. `words` are its names and what it is found by, in English and Russian, in lower case. */
export interface Emoji {
  emoji: string;
  takesTone: boolean;
  /** Without colons, e.g. `tada`; the first is the usual one. */
  codes: readonly string[];
  name: { en: string; ru: string };
  words: readonly string[];
}

export type Group = readonly Emoji[];

type Row = [emoji: string, takesTone: 0 | 1, codes: string, words: string];

let loading: Promise<readonly Group[]> | null = null;
let loaded: readonly Group[] | null = null;

const split = (text: string) =>
  text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[\s:,|]+/)
    .filter(Boolean);

function group(rows: readonly Row[], russian: readonly string[]): Group {
  return rows.map(([emoji, tone, codes, words], i) => ({
    emoji,
    takesTone: tone === 1,
    codes: codes.split(' '),
    name: {
      en: (codes.split(' ')[0] ?? '').replaceAll('_', ' '),
      ru: (russian[i] ?? '').split('|')[0] ?? '',
    },
    words: [...new Set([...split(codes.replaceAll('_', ' ')), ...split(words), ...split(russian[i] ?? '')])],
  }));
}

/** All of them, by group, in the usual order. Fetched once, when first needed. */
export function loadEmoji(): Promise<readonly Group[]> {
  loading ??= Promise.all([import('./data/emoji.json'), import('./data/russian.json')]).then(
    ([emoji, russian]) => {
      loaded = (emoji.default as unknown as Row[][]).map((rows, i) => group(rows, russian.default[i] ?? []));
      return loaded;
    },
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** What is there already; null before. */
export const knownEmoji = (): readonly Group[] | null => loaded;
