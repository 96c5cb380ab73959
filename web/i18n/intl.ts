/** To make one takes milliseconds, to use it none: each is made when it is first needed, and kept. */
export function once<T>(make: (language: string) => T): (language: string) => T {
  const made = new Map<string, T>();
  return (language) => {
    const known = made.get(language);
    if (known !== undefined) return known;
    const fresh = make(language);
    made.set(language, fresh);
    return fresh;
  };
}

const numbers = once((language) => new Intl.NumberFormat(language));
const lists = once((language) => new Intl.ListFormat(language, { type: 'conjunction' }));

/** Up to 999 a whole number is its digits in both languages. */
export const number = (language: string, count: number): string =>
  count >= 0 && count < 1000 ? String(count) : numbers(language).format(count);

/** Ann, Bob and Carl. */
export const list = (language: string, names: readonly string[]): string =>
  names.length === 1 ? (names[0] ?? '') : lists(language).format(names);
