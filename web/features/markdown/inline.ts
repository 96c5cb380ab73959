import { addressAt, safeAddress } from './addresses.ts';
import type { Atom, Inline, Span, TimeStyle } from './nodes.ts';

/** What opens and closes alike, the longer signs first. */
const signs: readonly [mark: string, is: Span, insideWords: boolean][] = [
  ['**', 'bold', true],
  ['~~', 'strike', true],
  ['||', 'spoiler', true],
  ['*', 'italic', false],
  ['_', 'italic', false],
];

const special = /[*_~|`[\]<h\\]/u;
const escapable = /[*_~|`[\]<>#\\-]/u;
const time = /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/uy;
const wordCharacter = /[\p{L}\p{N}_]/u;
const space = /\s/u;

interface Open {
  mark: string;
  is: Span | 'link';
  /** Where its content begins among the nodes. */
  at: number;
}

/**
 * Reads one stretch of a text. One pass: whatever opens waits on a stack, and counts tell at once whether there is an
 * opening for a closing sign, so that the work grows with the text and not faster.
 */
export function parseInline(text: string, from: number, to: number, atoms: readonly Atom[]): Inline[] {
  const reader = new Reader(text, from, to, atoms);
  return reader.read();
}

class Reader {
  readonly #text: string;
  readonly #to: number;
  readonly #atoms: readonly Atom[];
  readonly #nodes: Inline[] = [];
  readonly #open: Open[] = [];
  readonly #waiting = new Map<string, number>();
  readonly #backticks: Map<number, number[]>;
  #at: number;
  #atom: number;
  #plainFrom: number;

  constructor(text: string, from: number, to: number, atoms: readonly Atom[]) {
    this.#text = text;
    this.#at = from;
    this.#plainFrom = from;
    this.#to = to;
    this.#atoms = atoms;
    this.#atom = firstFrom(atoms, from);
    this.#backticks = backtickRuns(text, from, to);
  }

  read(): Inline[] {
    while (this.#at < this.#to) {
      if (!this.#step()) this.#at++;
    }
    this.#plain();
    // What never closed is what it looks like; its sign is among the nodes already.
    return joined(this.#nodes);
  }

  /** Answers whether something was read, and the place moved. */
  #step(): boolean {
    const atom = this.#atoms[this.#atom];
    if (atom && atom.from <= this.#at) return this.#readAtom(atom);
    const sign = this.#text.charAt(this.#at);
    if (!special.test(sign)) return false;
    switch (sign) {
      case '`':
        return this.#readCode();
      case '\\':
        return this.#readEscape();
      case '[':
        return this.#openSpan('[', 'link');
      case ']':
        return this.#closeLink();
      case '<':
        return this.#readTime();
      case 'h':
        return this.#readAddress();
      default:
        return this.#readSpan();
    }
  }

  /** Takes what was only text so far. */
  #plain(): void {
    if (this.#plainFrom < this.#at) {
      this.#nodes.push({ is: 'text', text: this.#text.slice(this.#plainFrom, this.#at) });
    }
    this.#plainFrom = this.#at;
  }

  #take(node: Inline, to: number): true {
    this.#plain();
    this.#nodes.push(node);
    this.#at = to;
    this.#plainFrom = to;
    return true;
  }

  #readAtom(atom: Atom): boolean {
    this.#atom++;
    if (atom.from < this.#at || atom.to > this.#to) return false;
    return this.#take({ is: 'atom', text: this.#text.slice(atom.from, atom.to), atom }, atom.to);
  }

  /** A backslash before a sign makes it a letter; both stay in the text, the backslash is only not shown. */
  #readEscape(): boolean {
    if (this.#at + 1 >= this.#to || !escapable.test(this.#text.charAt(this.#at + 1))) return false;
    this.#at += 2;
    return true;
  }

  #readCode(): boolean {
    const from = this.#at;
    let length = 1;
    while (this.#text.charAt(from + length) === '`' && from + length < this.#to) length++;
    const runs = this.#backticks.get(length) ?? [];
    while (runs.length > 0 && (runs.at(-1) ?? 0) <= from) runs.pop();
    const end = runs.at(-1);
    const mark = '`'.repeat(length);
    if (end === undefined || end === from + length) {
      this.#at += length;
      return true;
    }
    return this.#take({ is: 'code', mark, text: this.#text.slice(from + length, end) }, end + length);
  }

  #readTime(): boolean {
    time.lastIndex = this.#at;
    const found = time.exec(this.#text);
    const unixSeconds = Number(found?.[1]);
    // Dates end at 8.64e15 milliseconds (ECMA-262).
    if (!found || time.lastIndex > this.#to || Math.abs(unixSeconds) > 8.64e12) return false;
    const style = (found[2] ?? 'f') as TimeStyle;
    return this.#take({ is: 'time', text: found[0], unixSeconds, style }, time.lastIndex);
  }

  #readAddress(): boolean {
    if (wordCharacter.test(this.#before(this.#at))) return false;
    const found = addressAt(this.#text, this.#at, this.#to);
    if (!found) return false;
    return this.#take({ is: 'url', ...found }, this.#at + found.text.length);
  }

  #before(at: number): string {
    return at > 0 ? this.#text.charAt(at - 1) : '';
  }

  #after(at: number): string {
    return at < this.#to ? this.#text.charAt(at) : '';
  }

  #readSpan(): boolean {
    const found = signs.find(
      ([mark]) => this.#text.startsWith(mark, this.#at) && !(mark === '**' && this.#closesItalicFirst()),
    );
    if (!found || this.#at + found[0].length > this.#to) return false;
    const [mark, is, insideWords] = found;
    const [before, after] = [this.#before(this.#at), this.#after(this.#at + mark.length)];
    const isAtWordEnd = insideWords || !wordCharacter.test(after);
    const isAtWordStart = insideWords || !wordCharacter.test(before);
    const mayClose = before !== '' && !space.test(before) && isAtWordEnd;
    if (mayClose && (this.#waiting.get(mark) ?? 0) > 0 && this.#closeSpan(mark, is)) return true;
    if (after !== '' && !space.test(after) && isAtWordStart) return this.#openSpan(mark, is);
    this.#at += mark.length;
    return true;
  }

  /** Of three asterisks that close, the first is the inner span's. */
  #closesItalicFirst(): boolean {
    return this.#open.at(-1)?.mark === '*' && this.#text.startsWith('***', this.#at);
  }

  #openSpan(mark: string, is: Open['is']): true {
    this.#take({ is: 'text', text: mark }, this.#at + mark.length);
    this.#open.push({ mark, is, at: this.#nodes.length });
    this.#waiting.set(mark, (this.#waiting.get(mark) ?? 0) + 1);
    return true;
  }

  /** The nearest opening of the sign; those above it were none. */
  #opening(mark: string): Open | undefined {
    for (let open = this.#open.pop(); open !== undefined; open = this.#open.pop()) {
      this.#waiting.set(open.mark, (this.#waiting.get(open.mark) ?? 1) - 1);
      if (open.mark === mark) return open;
    }
    return undefined;
  }

  #closeSpan(mark: string, is: Span): boolean {
    this.#plain();
    const top = this.#open.at(-1);
    // Nothing between the signs is no span.
    if (top?.mark === mark && top.at === this.#nodes.length) return false;
    const open = this.#opening(mark);
    if (open === undefined) return false;
    const inner = joined(this.#nodes.splice(open.at));
    this.#nodes.pop();
    return this.#take({ is, mark, inner }, this.#at + mark.length);
  }

  /** `](address)` after an opening bracket. */
  #closeLink(): boolean {
    if ((this.#waiting.get('[') ?? 0) === 0 || this.#after(this.#at + 1) !== '(') return false;
    let end = this.#at + 2;
    while (end < this.#to && !/[\s()<>]/u.test(this.#text.charAt(end))) end++;
    const href = this.#after(end) === ')' ? safeAddress(this.#text.slice(this.#at + 2, end)) : null;
    if (href === null) return false;
    this.#plain();
    const open = this.#opening('[');
    if (open === undefined || open.at === this.#nodes.length) return false;
    const inner = unlinked(joined(this.#nodes.splice(open.at)));
    this.#nodes.pop();
    const close = this.#text.slice(this.#at, end + 1);
    return this.#take({ is: 'link', href, open: '[', inner, close }, end + 1);
  }
}

/** A link within a link is none. */
function unlinked(nodes: Inline[]): Inline[] {
  return nodes.map((node) => (node.is === 'url' ? { is: 'text', text: node.text } : node));
}

/** Neighbouring texts become one. */
function joined(nodes: Inline[]): Inline[] {
  const out: Inline[] = [];
  let texts: string[] = [];
  const flush = () => {
    if (texts.length > 0) out.push({ is: 'text', text: texts.join('') });
    texts = [];
  };
  for (const node of nodes) {
    if (node.is === 'text') texts.push(node.text);
    else {
      flush();
      out.push(node);
    }
  }
  flush();
  return out;
}

/** Where runs of so many backticks stand, the last first, so that the next one is always at the end. */
function backtickRuns(text: string, from: number, to: number): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (let at = text.indexOf('`', from); at >= 0 && at < to; at = text.indexOf('`', at)) {
    let end = at + 1;
    while (end < to && text.charAt(end) === '`') end++;
    const known = runs.get(end - at);
    if (known) known.push(at);
    else runs.set(end - at, [at]);
    at = end;
  }
  for (const places of runs.values()) places.reverse();
  return runs;
}

function firstFrom(atoms: readonly Atom[], from: number): number {
  const at = atoms.findIndex((atom) => atom.from >= from);
  return at < 0 ? atoms.length : at;
}
