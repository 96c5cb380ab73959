import { maxKeepDays, maxKeepLast } from '../../../protocol/limits.ts';
import type { Keep } from '../../../protocol/rooms.ts';
import { t } from './words.ts';

/** A setting while it is being edited. `default` follows the server's; `count` is what was typed. */
export type KeepMode = 'default' | 'last' | 'days' | 'all';
export type KeepDraft = { mode: KeepMode; last: string; days: string };

export const maxOf = (mode: 'last' | 'days') => (mode === 'last' ? maxKeepLast : maxKeepDays);

export function draftOf(keep: Keep, isDefault: boolean): KeepDraft {
  const set: KeepMode = keep.last !== undefined ? 'last' : keep.days !== undefined ? 'days' : 'all';
  return {
    mode: isDefault ? 'default' : set,
    last: String(keep.last ?? 20),
    days: String(keep.days ?? 30),
  };
}

/** What the draft means; null goes back to the server's setting; undefined while its number isn't one. */
export function keepOf(draft: KeepDraft): Keep | null | undefined {
  if (draft.mode === 'default') return null;
  if (draft.mode === 'all') return {};
  const typed = draft[draft.mode].trim();
  const count = /^\d{1,9}$/.test(typed) ? Number(typed) : 0;
  if (count < 1 || count > maxOf(draft.mode)) return undefined;
  return draft.mode === 'last' ? { last: count } : { days: count };
}

/** Whether something that is kept `before` may go `after`. */
export function shrinks(before: Keep, after: Keep): boolean {
  const less = (one: number | undefined, other: number | undefined) =>
    other !== undefined && (one === undefined || other < one);
  return less(before.last, after.last) || less(before.days, after.days);
}

export function keepWords(keep: Keep): string {
  if (keep.last !== undefined) return t.value.keepsLast(keep.last);
  return keep.days === undefined ? t.value.keepsAll : t.value.keepsDays(keep.days);
}
