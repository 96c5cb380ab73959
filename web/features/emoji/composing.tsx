import { timelineOf } from '../../client/store.ts';
import { language } from '../../i18n/language.ts';
import { IconButton } from '../../ui/button.tsx';
import type { CompletionSource, Field } from '../composer/slots.ts';
import { toggleReaction } from '../reactions/toggle.ts';
import { knownEmoji, loadEmoji } from './data.ts';
import { pickEmoji } from './door.ts';
import { byCode, findEmoji, isEmojiAlone, withTone } from './find.ts';
import { recentEmoji, useEmoji } from './recent.ts';
import { tone } from './tone.ts';
import { t } from './words.ts';

const recentHelps = 24;

/** `:sm` suggests, in either language. */
export const emojiSource: CompletionSource = {
  sign: ':',
  from: 2,
  word: /^[\p{L}\p{N}_+-]+$/u,
  find: async (typed) => {
    const groups = await loadEmoji();
    return findEmoji(groups, typed, recentEmoji(recentHelps))
      .slice(0, 8)
      .map((emoji) => {
        const shown = withTone(emoji, tone.peek());
        const code = `:${emoji.codes[0] ?? ''}:`;
        const text = language.peek() === 'ru' ? emoji.name.ru : code;
        return {
          key: emoji.emoji,
          face: shown,
          text,
          note: language.peek() === 'ru' ? code : '',
          insert: shown,
        };
      });
  },
};

/** A shortcode becomes its emoji with the colon that closes it. */
export function closeShortcode(text: string, caret: number): { text: string; caret: number } | null {
  const groups = knownEmoji();
  const typed = /(?:^|[\s(])(:([a-z0-9_+-]{2,}):)$/iu.exec(text.slice(0, caret));
  const emoji = groups && typed?.[2] && byCode(groups, typed[2]);
  if (!emoji || !typed?.[1]) return null;
  const from = caret - typed[1].length;
  const shown = withTone(emoji, tone.peek());
  useEmoji(shown);
  return { text: text.slice(0, from) + shown + text.slice(caret), caret: from + shown.length };
}

/** `+:tada:`, or a plus and an emoji, reacts to the room's last message. */
export function reactToLast(text: string, room: string): boolean {
  const [, asked] = /^\+\s?(\S+)$/u.exec(text) ?? [];
  if (!asked) return false;
  const code = /^:([a-z0-9_+-]+):$/iu.exec(asked)?.[1];
  const groups = knownEmoji();
  const emoji = code === undefined ? asked : groups && byCode(groups, code)?.emoji;
  const timeline = timelineOf(room).peek();
  const last = timeline && !timeline.hasAfter ? timeline.messages.at(-1) : undefined;
  if (!emoji || !last || !isEmojiAlone(emoji)) return false;
  void toggleReaction(last, emoji);
  return true;
}

export function EmojiButton({ field }: { field: Field }) {
  return (
    <IconButton
      icon="smile"
      class="emoji-button"
      label={t.value.insert}
      onClick={(event) =>
        pickEmoji({ anchor: event.currentTarget, onPick: field.insert, onClose: field.focus })
      }
    />
  );
}
