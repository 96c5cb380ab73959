import type { Message } from '../../../protocol/messages.ts';
import { outbox } from '../../client/live.ts';
import { timelineOf } from '../../client/store.ts';
import type { CompletionSource } from '../composer/slots.ts';
import { toggleReaction } from '../reactions/toggle.ts';
import { isEmojiAlone } from './alone.ts';
import { useEmoji } from './recent.ts';
import type * as suggest from './suggest.ts';

/** What knows all emoji; fetched with the first colon that is typed. */
let all: typeof suggest | null = null;

async function load(): Promise<typeof suggest> {
  if (all) return all;
  const part = await import('./suggest.ts');
  await part.ready();
  all = part;
  return part;
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
  // Two letters after the colon would ask for suggestions, and be later by those two.
  if (all === null && text[caret - 1] === ':') load().catch(() => undefined);
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
  const timeline = timelineOf(room).peek();
  const last = timeline && !timeline.hasAfter ? timeline.messages.at(-1) : undefined;
  if (!asked || !last) return false;
  const code = /^:([a-z0-9_+-]+):$/iu.exec(asked)?.[1];
  if (code !== undefined && all === null) {
    // Who types quickly may be ahead of what knows the emoji. What turns out to be none is a message like any other.
    const send = () => outbox.send({ room, text, replyTo: undefined });
    load().then((known) => react(last, known.byShortcode(code)) || send(), send);
    return true;
  }
  return react(last, code === undefined ? asked : all?.byShortcode(code));
}

function react(message: Message, emoji: string | null | undefined): boolean {
  if (!emoji || !isEmojiAlone(emoji)) return false;
  void toggleReaction(message, emoji);
  return true;
}
