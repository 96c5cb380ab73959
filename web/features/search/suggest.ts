/** What stands before the part of a query that is being typed, and what that part begins. */
export type Typing =
  | { is: 'value'; before: string; filter: FilterName; value: string }
  | { is: 'name'; before: string; beginning: string }
  | { is: 'text' };

export const filterNames = ['from', 'in', 'has', 'before', 'after', 'on', 'mentions'] as const;
export type FilterName = (typeof filterNames)[number];
export const kinds = ['image', 'video', 'audio', 'file', 'link'] as const;

const value = /(?:^|\s)-?(from|in|has|before|after|on|mentions):(?:"([^"]*)|([^\s"]*))$/i;
const name = /(?:^|\s)-?([a-z]+)$/i;

/** Of what is typed up to its end. */
export function typingOf(typed: string): Typing {
  const inValue = value.exec(typed);
  if (inValue) {
    const [, filter = '', quoted, bare = ''] = inValue;
    const found = quoted ?? bare;
    const before = typed.slice(0, typed.length - found.length - (quoted === undefined ? 0 : 1));
    return { is: 'value', before, filter: filter.toLowerCase() as FilterName, value: found };
  }
  const beginning = name.exec(typed)?.[1];
  if (beginning === undefined) return { is: 'text' };
  return { is: 'name', before: typed.slice(0, typed.length - beginning.length), beginning };
}

/** A filter that has no value yet asks for nothing. */
export const askedOf = (typed: string): string =>
  typed.replace(/(?:^|\s)-?(?:from|in|has|before|after|on|mentions):"?$/i, '').trim();

export const quoted = (text: string): string => (/[\s"]/.test(text) ? `"${text.replaceAll('"', '')}"` : text);

const fold = (text: string) => text.toLocaleLowerCase().replaceAll('ё', 'е');

/** Those whose name begins so, then those with a word in it that does. */
export function named<N extends { name: string }>(all: readonly N[], typed: string): N[] {
  const asked = fold(typed.replace(/^[@#]/, ''));
  const place = ({ name: own }: N) => {
    const folded = fold(own);
    if (folded.startsWith(asked)) return 0;
    return folded.split(/\s+/).some((word) => word.startsWith(asked)) ? 1 : 2;
  };
  return all.filter((one) => place(one) < 2).toSorted((a, b) => place(a) - place(b));
}
