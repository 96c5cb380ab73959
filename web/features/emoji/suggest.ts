import { language } from '../../i18n/language.ts';
import type { Suggestion } from '../composer/slots.ts';
import { knownEmoji, loadEmoji } from './data.ts';
import { byCode, findEmoji, withTone } from './find.ts';
import { recentEmoji } from './recent.ts';
import { tone } from './tone.ts';

const recentHelps = 24;
const most = 8;

/** The best emoji for what is typed, in the chosen skin tone. */
export async function suggest(typed: string): Promise<Suggestion[]> {
  const groups = await loadEmoji();
  const inRussian = language.peek() === 'ru';
  return findEmoji(groups, typed, recentEmoji(recentHelps))
    .slice(0, most)
    .map((emoji) => {
      const shown = withTone(emoji, tone.peek());
      const code = `:${emoji.codes[0] ?? ''}:`;
      const text = inRussian ? emoji.name.ru : code;
      return { key: emoji.emoji, face: shown, text, note: inRussian ? code : '', insert: shown };
    });
}

/** Resolves when all emoji are there. */
export const ready = (): Promise<unknown> => loadEmoji();

/** The emoji of a shortcode, in the chosen skin tone; undefined for none, or while they aren't there yet. */
export function byShortcode(code: string): string | undefined {
  const groups = knownEmoji();
  const emoji = groups && byCode(groups, code);
  return emoji ? withTone(emoji, tone.peek()) : undefined;
}
