/**
 * What a text is made of. Every node keeps the signs that it was written with: put together again (`written`) they are
 * the text, to the letter, so that nothing of it can get lost.
 */
export type Inline =
  | { is: 'text'; text: string }
  | { is: Span; mark: string; inner: Inline[] }
  | { is: 'code'; mark: string; text: string }
  | { is: 'link'; href: string; open: string; inner: Inline[]; close: string }
  | { is: 'url'; text: string; href: string }
  | { is: 'time'; text: string; unixSeconds: number; style: TimeStyle }
  | { is: 'atom'; text: string; atom: Atom };

export type Span = 'bold' | 'italic' | 'strike' | 'spoiler';

export type Line = { mark: string; inner: Inline[] };

export type Block =
  | { is: 'text'; inner: Inline[] }
  | { is: 'heading'; level: 1 | 2 | 3; mark: string; inner: Inline[] }
  | { is: 'quote'; lines: Line[] }
  | { is: 'list'; ordered: boolean; items: (Line & { depth: number; start: number })[] }
  | { is: 'code'; language: string; open: string; text: string; close: string };

/** t 16:20 · T 16:20:30 · d 20/04/2026 · D 20 April 2026 · f date and time · F with the weekday · R in two hours */
export type TimeStyle = 't' | 'T' | 'd' | 'D' | 'f' | 'F' | 'R';

/** A part of the text that somebody else understands, such as a mention; from and to are places in the text. */
export interface Atom {
  readonly from: number;
  readonly to: number;
}

const inlineText = (nodes: readonly Inline[]): string => nodes.map(inlineWritten).join('');

function inlineWritten(node: Inline): string {
  switch (node.is) {
    case 'text':
    case 'url':
    case 'time':
    case 'atom':
      return node.text;
    case 'code':
      return node.mark + node.text + node.mark;
    case 'link':
      return node.open + inlineText(node.inner) + node.close;
    default:
      return node.mark + inlineText(node.inner) + node.mark;
  }
}

const linesWritten = (lines: readonly Line[]) =>
  lines.map(({ mark, inner }) => mark + inlineText(inner)).join('\n');

function blockWritten(block: Block): string {
  switch (block.is) {
    case 'text':
      return inlineText(block.inner);
    case 'heading':
      return block.mark + inlineText(block.inner);
    case 'quote':
      return linesWritten(block.lines);
    case 'list':
      return linesWritten(block.items);
    case 'code':
      return block.open + block.text + block.close;
    default:
      return block satisfies never;
  }
}

/** The text that the nodes were read from. */
export const written = (blocks: readonly Block[]): string => blocks.map(blockWritten).join('\n');

/** What is read of a text, without its signs, in one line; what is hidden stays hidden. */
export function plainText(blocks: readonly Block[]): string {
  const line = (nodes: readonly Inline[]): string =>
    nodes
      .map((node) => {
        if (node.is === 'spoiler') return '▒▒▒';
        if (node.is === 'code') return node.text;
        return 'inner' in node ? line(node.inner) : node.text;
      })
      .join('');
  return blocks
    .map((block) => {
      if (block.is === 'code') return block.text;
      if (block.is === 'quote') return block.lines.map(({ inner }) => line(inner)).join(' ');
      return block.is === 'list' ? block.items.map(({ inner }) => line(inner)).join(', ') : line(block.inner);
    })
    .join(' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
