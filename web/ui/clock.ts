import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const everyMs = 30_000;
const now = signal(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Milliseconds since 1970, told anew twice a minute: one clock for all of the page, which stands while nobody looks. */
export function useNow(runs = true): number {
  useEffect(() => {
    if (!runs) return;
    now.value = Date.now();
    if (watchers++ === 0) timer = setInterval(() => (now.value = Date.now()), everyMs);
    return () => {
      if (--watchers === 0) clearInterval(timer);
    };
  }, [runs]);
  return runs ? now.value : now.peek();
}
