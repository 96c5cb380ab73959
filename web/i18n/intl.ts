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

export const numbers = once((language) => new Intl.NumberFormat(language));
export const lists = once((language) => new Intl.ListFormat(language, { type: 'conjunction' }));
