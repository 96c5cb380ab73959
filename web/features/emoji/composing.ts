import type { CompletionSource } from '../composer/slots.ts';
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

/** The emoji of a shortcode, in the chosen skin tone; undefined for none. A promise while they aren't there yet. */
export function byShortcode(code: string): string | undefined | Promise<string | undefined> {
  return all ? all.byShortcode(code) : load().then((known) => known.byShortcode(code));
}
