const mostAlone = 6;
const one =
  '(?:\\p{RI}{2}|[0-9#*]\\ufe0f?\\u20e3|\\p{Emoji_Presentation}|\\p{Extended_Pictographic}(?:\\ufe0f|\\p{EMod}))(?:\\p{EMod})?(?:\\u200d\\p{Extended_Pictographic}(?:\\ufe0f|\\p{EMod})?)*(?:[\\u{e0020}-\\u{e007f}]+)?';
const alone = new RegExp(`^(?:${one}\\s?){1,${mostAlone}}$`, 'u');

/** A text that is nothing but a few emoji is shown large. */
export const isEmojiAlone = (text: string): boolean => text.length <= 100 && alone.test(text.trim());
