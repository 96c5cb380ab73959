import type { Message } from '../../../protocol/messages.ts';
import { arrivalOf, onItsWay } from '../../client/arrival.ts';
import { outbox } from '../../client/live.ts';
import { timelineOf } from '../../client/store.ts';
import { isEmojiAlone } from '../emoji/alone.ts';
import { byShortcode } from '../emoji/composing.ts';
import { toggleReaction } from './toggle.ts';

/** `+:tada:`, or a plus and an emoji, reacts to the room's last message, also to one's own that is still on its way. */
export function reactToLast(text: string, room: string): boolean {
  const [, asked] = /^\+\s?(\S+)$/u.exec(text) ?? [];
  const last = lastOf(room);
  if (!asked || !last) return false;
  const code = /^:([a-z0-9_+-]+):$/iu.exec(asked)?.[1];
  const emoji = code === undefined ? asked : byShortcode(code);
  if (!(emoji instanceof Promise) && !isReaction(emoji)) return false;
  // Who types quickly may be ahead of what knows the emoji. What turns out to be none is a message like any other.
  const send = () => outbox.send({ room, text, replyTo: undefined });
  void react(last, emoji).then((done) => done || send(), send);
  return true;
}

function lastOf(room: string): Message | Promise<Message | null> | undefined {
  const coming = onItsWay(room);
  if (coming) return arrivalOf(coming);
  const timeline = timelineOf(room).peek();
  return timeline && !timeline.hasAfter ? timeline.messages.at(-1) : undefined;
}

const isReaction = (emoji: string | undefined): emoji is string =>
  emoji !== undefined && emoji !== '' && isEmojiAlone(emoji);

type Later<T> = T | Promise<T>;

async function react(to: Later<Message | null>, asked: Later<string | undefined>): Promise<boolean> {
  const emoji = await asked;
  if (!isReaction(emoji)) return false;
  const message = await to;
  if (message) void toggleReaction(message, emoji);
  return message !== null;
}
