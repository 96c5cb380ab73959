import type { Message } from '../../../protocol/messages.ts';
import { outbox } from '../../client/live.ts';
import { timelineOf } from '../../client/store.ts';
import { isEmojiAlone } from '../emoji/alone.ts';
import { byShortcode } from '../emoji/composing.ts';
import { toggleReaction } from './toggle.ts';

/** `+:tada:`, or a plus and an emoji, reacts to the room's last message. */
export function reactToLast(text: string, room: string): boolean {
  const [, asked] = /^\+\s?(\S+)$/u.exec(text) ?? [];
  const timeline = timelineOf(room).peek();
  const last = timeline && !timeline.hasAfter ? timeline.messages.at(-1) : undefined;
  if (!asked || !last) return false;
  const code = /^:([a-z0-9_+-]+):$/iu.exec(asked)?.[1];
  const emoji = code === undefined ? asked : byShortcode(code);
  if (!(emoji instanceof Promise)) return react(last, emoji);
  // Who types quickly may be ahead of what knows the emoji. What turns out to be none is a message like any other.
  const send = () => outbox.send({ room, text, replyTo: undefined });
  emoji.then((found) => react(last, found) || send(), send);
  return true;
}

function react(message: Message, emoji: string | undefined): boolean {
  if (!emoji || !isEmojiAlone(emoji)) return false;
  void toggleReaction(message, emoji);
  return true;
}
