import { parseInline } from './inline.ts';
import type { Atom, Block, Line } from './nodes.ts';

const heading = /^(#{1,3}) +(?=\S)/u;
const quote = /^> ?/u;
const bullet = /^( {0,8})([-*•]) +(?=\S)/u;
const numbered = /^( {0,8})(\d{1,9})[.)] +(?=\S)/u;
const fence = /^(`{3,}|~{3,})([\w+#.-]{0,20})[ \t]*$/u;
const deepest = 4;

interface Place {
  text: string;
  from: number;
  to: number;
}

/**
 * Reads a message's text. What looks odd is shown as typed; nothing is lost and nothing throws; the work is linear.
 * `atoms` (sorted, apart from each other) are parts that others understand, such as mentions.
 */
export function parse(text: string, atoms: readonly Atom[] = []): Block[] {
  const lines = linesOf(text);
  const closers = closingFences(lines);
  const blocks: Block[] = [];
  /** Lines of plain text that wait to be read together. */
  const plain = { from: -1, to: -1 };
  const inline = ({ from, to }: { from: number; to: number }) => parseInline(text, from, to, atoms);
  const flush = () => {
    if (plain.from >= 0) blocks.push({ is: 'text', inner: inline(plain) });
    plain.from = -1;
  };
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n] as Place;
    const close = closers.get(n);
    if (close !== undefined) {
      flush();
      blocks.push(codeOf(text, line, lines[close] as Place));
      n = close;
      continue;
    }
    const made = lineBlock(line, inline);
    if (made === null) {
      if (plain.from < 0) plain.from = line.from;
      plain.to = line.to;
      continue;
    }
    flush();
    addTo(blocks, made);
  }
  flush();
  return blocks;
}

function linesOf(text: string): Place[] {
  const lines: Place[] = [];
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    lines.push({ text: text.slice(from, to), from, to });
    from = to + 1;
  }
  return lines;
}

/** Which line each code block's opening line is closed by. A fence that nothing closes is text. */
function closingFences(lines: readonly Place[]): Map<number, number> {
  // For each length of fence the lines that could close it; read from behind, each line is looked at once.
  const closers = new Map<number, number>();
  let open: { n: number; sign: string } | null = null;
  const last = new Map<string, number>();
  lines.forEach(({ text }, n) => {
    const bare = /^(`{3,}|~{3,})\s*$/u.exec(text)?.[1];
    if (bare) last.set(bare, n);
  });
  lines.forEach(({ text }, n) => {
    if (open) {
      if (text.trimEnd() === open.sign) {
        closers.set(open.n, n);
        open = null;
      }
      return;
    }
    const sign = fence.exec(text)?.[1];
    if (sign !== undefined && (last.get(sign) ?? -1) > n) open = { n, sign };
  });
  return closers;
}

function codeOf(text: string, first: Place, last: Place): Block {
  const language = fence.exec(first.text)?.[2] ?? '';
  const isEmpty = first.to + 1 >= last.from;
  return {
    is: 'code',
    language,
    open: text.slice(first.from, first.to + 1),
    text: isEmpty ? '' : text.slice(first.to + 1, last.from - 1),
    close: text.slice(isEmpty ? last.from : last.from - 1, last.to),
  };
}

type InlineOf = (place: { from: number; to: number }) => Line['inner'];

function lineBlock(line: Place, inline: InlineOf): Block | null {
  const rest = (mark: string) => ({ mark, inner: inline({ from: line.from + mark.length, to: line.to }) });
  const head = heading.exec(line.text);
  if (head) return { is: 'heading', level: (head[1]?.length ?? 1) as 1 | 2 | 3, ...rest(head[0]) };
  const quoted = quote.exec(line.text);
  if (quoted) return { is: 'quote', lines: [rest(quoted[0])] };
  const item = bullet.exec(line.text) ?? numbered.exec(line.text);
  if (!item) return null;
  const depth = Math.min(deepest, Math.floor((item[1]?.length ?? 0) / 2));
  const ordered = /\d/u.test(item[2] ?? '');
  const start = ordered ? Number(item[2]) : 1;
  return { is: 'list', ordered, items: [{ ...rest(item[0]), depth, start }] };
}

/** Quoted lines, and items of one list, that follow each other are one. */
function addTo(blocks: Block[], made: Block): void {
  const before = blocks.at(-1);
  if (made.is === 'quote' && before?.is === 'quote') before.lines.push(...made.lines);
  else if (
    made.is === 'list' &&
    before?.is === 'list' &&
    (made.ordered === before.ordered || isDeeper(made))
  ) {
    before.items.push(...made.items);
  } else blocks.push(made);
}

const isDeeper = (block: Extract<Block, { is: 'list' }>) => (block.items[0]?.depth ?? 0) > 0;
