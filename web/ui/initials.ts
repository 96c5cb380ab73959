/** Of most names the first grapheme is seen without asking the browser, whose answer takes tens of milliseconds the first time. */
const plain = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\d](?![\p{M}\p{Cf}\u{FE0F}])/u;
let segmenter: Intl.Segmenter | undefined;

function first(word: string): string {
  const found = plain.exec(word)?.[0];
  if (found !== undefined) return found;
  segmenter ??= new Intl.Segmenter();
  return segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? '';
}

/** Up to two graphemes: of the first and the last word. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s_.-]+/u)
    .filter((word) => word !== '');
  const [one = '?', ...rest] = words;
  return (first(one) + first(rest.at(-1) ?? '')).toLocaleUpperCase();
}

/** A hue of the twelve that are told apart, always the same for the same id. */
export function hueOf(id: string): number {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619);
  hash ^= hash >>> 15;
  return ((hash >>> 0) % 12) * 30 + 10;
}
