import { timelineOf } from '../../client/store.ts';
import type { CompletionSource } from '../composer/slots.ts';
import { toggleReaction } from '../reactions/toggle.ts';
import { isEmojiAlone } from './alone.ts';
import { useEmoji } from './recent.ts';
import type * as suggest from './suggest.ts';

/** What knows all emoji; fetched with the first colon that is typed. */
let all: typeof suggest | null = null;

async function load(): Promise<typeof suggest> {
  all ??= await import('./suggest.ts');
  return all;
}

/** `:sm` suggests, in either language. */
export const emojiSource: CompletionSource = {
  sign: ':',
  from: 2,
  word: /^[\p{L}\p{N}_+-]+$/u,
  find: async (typed) => (await load()).suggest(typed),
};

/** A shortcode becomes its emoji with the colon that closes it. */
export function closeShortcode(text: string, caret: number): { text: string; caret: number } | null {
  const typed = /(?:^|[\s(])(:([a-z0-9_+-]{2,}):)$/iu.exec(text.slice(0, caret));
  const emoji = typed?.[2] === undefined ? null : (all?.byShortcode(typed[2]) ?? null);
  if (emoji === null || !typed?.[1]) return null;
  const from = caret - typed[1].length;
  useEmoji(emoji);
  return { text: text.slice(0, from) + emoji + text.slice(caret), caret: from + emoji.length };
}

/** `+:tada:`, or a plus and an emoji, reacts to the room's last message. */
export function reactToLast(text: string, room: string): boolean {
  const [, asked] = /^\+\s?(\S+)$/u.exec(text) ?? [];
  if (!asked) return false;
  const code = /^:([a-z0-9_+-]+):$/iu.exec(asked)?.[1];
  const emoji = code === undefined ? asked : all?.byShortcode(code);
  const timeline = timelineOf(room).peek();
  const last = timeline && !timeline.hasAfter ? timeline.messages.at(-1) : undefined;
  if (!emoji || !last || !isEmojiAlone(emoji)) return false;
  void toggleReaction(last, emoji);
  return true;
}
