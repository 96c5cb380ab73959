import hljs from 'highlight.js/lib/core';
import { decodeText } from './decode-text.ts';
import { languageOf, loadLanguage } from './languages.ts';

/** A piece of a line: what it is to the language (highlight.js's scope, e.g. `keyword`), and its text. */
export type Piece = readonly [scope: string, text: string];

export interface TextRead {
  lines: Piece[][];
  /** Lines that there are; `lines` has the first ones. */
  total: number;
  encoding: string;
  language: string | null;
}

export const mostLines = 20_000;
const mostLineChars = 20_000;
/** Beyond these, colours cost more than they tell. */
const mostColouredChars = 400_000;

export async function readText(bytes: Uint8Array, name: string): Promise<TextRead> {
  const { text, encoding } = decodeText(bytes);
  const all = text.split(/\r\n|\r|\n/);
  if (all.length > 1 && all.at(-1) === '') all.pop();
  const total = all.length;
  const shown = all.slice(0, mostLines).map((line) => shortened(line));
  const joined = shown.join('\n');
  const language = joined.length > mostColouredChars ? null : languageOf(name);
  const lines = language === null ? null : await coloured(joined, language);
  return { lines: lines ?? shown.map((line) => [['', line]]), total, encoding, language };
}

const shortened = (line: string) => (line.length > mostLineChars ? `${line.slice(0, mostLineChars)}…` : line);

interface TokenNode {
  scope?: string;
  children: (TokenNode | string)[];
}

/** highlight.js's tree of tokens, cut into lines: no HTML is ever made of it. */
async function coloured(text: string, language: string): Promise<Piece[][] | null> {
  const known = await loadLanguage(language).catch(() => null);
  if (known === null) return null;
  hljs.registerLanguage(language, known);
  const { _emitter } = hljs.highlight(text, { language, ignoreIllegals: true }) as unknown as {
    _emitter: { rootNode: TokenNode };
  };
  const lines: Piece[][] = [[]];
  const walk = (node: TokenNode | string, scope: string) => {
    if (typeof node !== 'string') {
      for (const child of node.children) walk(child, node.scope ?? scope);
      return;
    }
    for (const [i, part] of node.split('\n').entries()) {
      if (i > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push([scope, part]);
    }
  };
  walk(_emitter.rootNode, '');
  return lines;
}
