/**
 * Small things that survive a reload. A browser may forbid or fill its storage at any time, and none of this is worth
 * an error to a person: what can't be kept is forgotten.
 */
const prefix = 'bungaacord:';

/** What is still to be written. */
const waiting = new Map<string, string | null>();
let timer: ReturnType<typeof setTimeout> | undefined;

export function recall(key: string): string | null {
  const waits = waiting.get(key);
  if (waits !== undefined) return waits;
  try {
    return localStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

/** Null forgets. Answers whether it is kept. */
export function remember(key: string, value: string | null): boolean {
  waiting.delete(key);
  try {
    if (value === null) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, value);
    return true;
  } catch {
    return false;
  }
}

function rememberNow() {
  clearTimeout(timer);
  timer = undefined;
  for (const [key, value] of waiting) remember(key, value);
}

/** The same a moment later, or before the page goes: to write takes longer than to show the letter that was typed. */
export function rememberSoon(key: string, value: string | null, withinMs: number): void {
  waiting.set(key, value);
  if (withinMs === 0) setTimeout(rememberNow);
  else timer ??= setTimeout(rememberNow, withinMs);
  addEventListener('pagehide', rememberNow);
  document.addEventListener('visibilitychange', rememberNow);
}

/** The keys that begin so, without the page's own prefix. */
export function recallKeys(start: string): string[] {
  rememberNow();
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix + start))
      .map((key) => key.slice(prefix.length));
  } catch {
    return [];
  }
}
