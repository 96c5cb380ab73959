import type { Emoji, Group } from './data.ts';

const exact = 0;
const codeStart = 1;
const wordStart = 2;
const inside = 3;

/** How well an emoji fits what is typed; null: not at all. Several words must all fit. */
function rank(emoji: Emoji, asked: readonly string[]): number | null {
  let worst = exact;
  for (const word of asked) {
    const joined = word.replaceAll('_', ' ').trim();
    let best: number | null = null;
    if (emoji.codes.includes(word)) best = exact;
    else if (emoji.codes.some((code) => code.startsWith(word))) best = codeStart;
    else if (emoji.words.some((one) => one.startsWith(joined))) best = wordStart;
    else if (joined.length > 2 && emoji.words.some((one) => one.includes(joined))) best = inside;
    if (best === null) return null;
    worst = Math.max(worst, best);
  }
  return worst;
}

/** The best first; those as good as each other in the usual order. `recent` go before their equals. */
export function findEmoji(groups: readonly Group[], typed: string, recent: readonly string[] = []): Emoji[] {
  const asked = typed.toLowerCase().replaceAll('ё', 'е').split(/\s+/).filter(Boolean);
  if (asked.length === 0) return [];
  const found = groups.flat().flatMap((emoji) => {
    const how = rank(emoji, asked);
    return how === null ? [] : [{ emoji, how, isRecent: recent.includes(emoji.emoji) ? 0 : 1 }];
  });
  return found.sort((a, b) => a.how - b.how || a.isRecent - b.isRecent).map(({ emoji }) => emoji);
}

export const byCode = (groups: readonly Group[], code: string): Emoji | undefined =>
  groups.flat().find(({ codes }) => codes.includes(code.toLowerCase()));

const tones = ['', '\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'] as const;
export const toneCount = tones.length;

/** The emoji in one of six skin tones; 0 is the yellow one. */
export function withTone({ emoji, takesTone }: Pick<Emoji, 'emoji' | 'takesTone'>, tone: number): string {
  if (!takesTone || tone === 0) return emoji;
  return emoji.replace(/^(\p{Emoji_Modifier_Base})\ufe0f?/u, `$1${tones[tone] ?? ''}`);
}
