import { signal } from '@preact/signals';
import { recall, remember } from '../../client/storage.ts';

const key = 'emoji:recent';
const kept = 36;
/** Offered to whoever has used none yet. */
const first = ['👍', '❤️', '😂', '🎉', '😮', '🙏'];

function load(): string[] {
  try {
    const known: unknown = JSON.parse(recall(key) ?? '[]');
    return Array.isArray(known) ? known.filter((one) => typeof one === 'string').slice(0, kept) : [];
  } catch {
    return [];
  }
}

const used = signal<readonly string[]>(load());

/** The last used first, then the usual ones. */
export const recentEmoji = (count: number): string[] =>
  [...used.value, ...first.filter((one) => !used.value.includes(one))].slice(0, count);

export function useEmoji(emoji: string): void {
  used.value = [emoji, ...used.peek().filter((one) => one !== emoji)].slice(0, kept);
  remember(key, JSON.stringify(used.peek()));
}
