/**
 * Small things that survive a reload. A browser may forbid or fill its storage at any time, and none of this is worth
 * an error to a person: what can't be kept is forgotten.
 */
const prefix = 'bungaacord:';

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

/** Null forgets. Answers whether it is kept. */
export function remember(key: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, value);
    return true;
  } catch {
    return false;
  }
}

/** The keys that begin so, without the page's own prefix. */
export function recallKeys(start: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix + start))
      .map((key) => key.slice(prefix.length));
  } catch {
    return [];
  }
}
