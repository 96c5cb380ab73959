/** At most so many different emoji stand under one message. */
export const maxReactionKinds = 20;

/** One grapheme that is an emoji: a pictograph with what modifies it, a flag, or a keycap (Unicode TR 51). */
const oneEmoji =
  /^(?:\p{RI}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}(?:\ufe0f|\p{EMod})?(?:[\u{e0020}-\u{e007e}]+\u{e007f})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{EMod})?)*)$/u;

/** © and its like are letters unless they ask to be drawn (U+FE0F). */
export function isEmoji(text: string): boolean {
  return (
    text.length <= 64 &&
    oneEmoji.test(text) &&
    /\p{RI}|\u20e3|\ufe0f|\p{Emoji_Presentation}|\p{EMod}/u.test(text)
  );
}
