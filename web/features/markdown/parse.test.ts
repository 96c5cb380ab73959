import { describe, expect, it, test } from 'vitest';
import { type Atom, type Block, type Inline, plainText, written } from './nodes.ts';
import { parse } from './parse.ts';

/** The nodes as tags, to be read at a glance. */
function show(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      switch (node.is) {
        case 'text':
          return node.text;
        case 'code':
          return `<code>${node.text}</code>`;
        case 'link':
          return `<a ${node.href}>${show(node.inner)}</a>`;
        case 'url':
          return `<url>${node.text}</url>`;
        case 'time':
          return `<time ${node.unixSeconds} ${node.style}>`;
        case 'atom':
          return `<atom>${node.text}</atom>`;
        default:
          return `<${node.is}>${show(node.inner)}</${node.is}>`;
      }
    })
    .join('');
}

const showBlocks = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => {
      switch (block.is) {
        case 'text':
          return show(block.inner);
        case 'heading':
          return `<h${block.level}>${show(block.inner)}`;
        case 'quote':
          return block.lines.map(({ inner }) => `<q>${show(inner)}`).join('/');
        case 'list':
          return block.items
            .map(
              ({ inner, depth, start }) =>
                `<${block.ordered ? start : '-'}${'>'.repeat(depth)} ${show(inner)}`,
            )
            .join('/');
        case 'code':
          return `<pre ${block.language}>${block.text}</pre>`;
        default:
          return block satisfies never;
      }
    })
    .join(' ¶ ');

describe('what is meant is read', () => {
  test.each([
    [
      '**bold** *italic* _too_ ~~gone~~ ||secret||',
      '<bold>bold</bold> <italic>italic</italic> <italic>too</italic> <strike>gone</strike> <spoiler>secret</spoiler>',
    ],
    ['**a *b* c**', '<bold>a <italic>b</italic> c</bold>'],
    ['***both***', '<bold><italic>both</italic></bold>'],
    ['`**not bold**` ``a`b``', '<code>**not bold**</code> <code>a`b</code>'],
    [
      '[here](https://example.org/a) and [**there**](mailto:a@b.c)',
      '<a https://example.org/a>here</a> and <a mailto:a@b.c><bold>there</bold></a>',
    ],
    ['see https://example.org/a_b_(c). Or not', 'see <url>https://example.org/a_b_(c)</url>. Or not'],
    ['<t:1700000000:R> <t:1700000000>', '<time 1700000000 R> <time 1700000000 f>'],
    ['\\*not\\*', '\\*not\\*'],
    ['жир**ный**', 'жир<bold>ный</bold>'],
    ['# Title\ntext\n### Small', '<h1>Title ¶ text ¶ <h3>Small'],
    ['[](https://example.org)', '[](<url>https://example.org</url>)'],
    ['> one\n> *two*\nthree', '<q>one/<q><italic>two</italic> ¶ three'],
    ['- a\n  - b\n- c', '<- a/<-> b/<- c'],
    ['1. a\n2. b', '<1 a/<2 b'],
    ['```ts\nconst a = 1;\n```', '<pre ts>const a = 1;</pre>'],
    ['```\n```', '<pre ></pre>'],
    ['a\n\nb', 'a\n\nb'],
  ])('%j', (text, wanted) => {
    expect(showBlocks(parse(text))).toBe(wanted);
    expect(written(parse(text))).toBe(text);
  });
});

describe('what looks odd stays as typed', () => {
  test.each([
    '2 * 3 * 4',
    '2*3*4',
    'snake_case_name',
    '**',
    '** **',
    '****',
    '*not closed',
    'not opened*',
    '**crossed *over** here*x',
    '`open',
    '[text](javascript:alert(1))',
    '[text](data:text/html,x)',
    '[text] (https://)',
    '#hashtag',
    '#',
    '-5 degrees',
    '1.5 litres',
    '```\nnever closed',
    '<t:99999999999999:R>',
    '||',
    '<script>alert(1)</script>',
    '>',
  ])('%j', (text) => {
    expect(written(parse(text))).toBe(text);
    const shown = showBlocks(parse(text));
    expect(shown).not.toMatch(/<(italic|strike|spoiler|a |url|time|pre|h\d)/u);
  });
});

it('keeps parts that others understand whole, but not within code', () => {
  const text = '@An_n_ **@Bob** `@Bob`';
  const atoms: Atom[] = [
    { from: 0, to: 6 },
    { from: 9, to: 13 },
    { from: 17, to: 21 },
  ];
  expect(showBlocks(parse(text, atoms))).toBe(
    '<atom>@An_n_</atom> <bold><atom>@Bob</atom></bold> <code>@Bob</code>',
  );
  expect(written(parse(text, atoms))).toBe(text);
});

describe('addresses', () => {
  const links = (text: string) =>
    parse(text).flatMap((block) =>
      block.is === 'text' ? block.inner.flatMap((node) => (node.is === 'url' ? [node] : [])) : [],
    );

  it('are found without what ends the sentence', () => {
    const text = 'see https://a.example/x?y=1#z, or (https://b.example/(c)). Да: http://пример.рф/путь!';
    expect(links(text).map((link) => link.text)).toEqual([
      'https://a.example/x?y=1#z',
      'https://b.example/(c)',
      'http://пример.рф/путь',
    ]);
  });

  it('lead nowhere but to the web', () => {
    expect(links('javascript:alert(1) data:text/html,x ftp://a https:// file:///etc')).toEqual([]);
    expect(links('http://a.example/"onclick="x')[0]).toMatchObject({ href: 'http://a.example/' });
  });
});

it('tells in one line what is read, and hides what is hidden', () => {
  const text = '# **Plan**\n- a\n- [b](https://e.org)\n> `c`\n||d|| e';
  expect(plainText(parse(text))).toBe('Plan a, b c ▒▒▒ e');
});

/** The same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const parts = [
  ...[
    '**',
    '*',
    '_',
    '~~',
    '||',
    '`',
    '``',
    '```',
    '\n',
    '\n```\n',
    '[',
    ']',
    '](',
    ')',
    '](https://a.b)',
    '<',
    '>',
  ],
  ...[
    '> ',
    '# ',
    '- ',
    '  - ',
    '1. ',
    '<t:1700000000:R>',
    'https://e.org/(x)',
    'word',
    ' ',
    'ё',
    '👍',
    '\\',
    '\u202e',
    '\ud800',
  ],
];

it(`loses nothing of 100,000 texts (SEED=${seed})`, () => {
  const next = random(seed);
  for (let n = 0; n < 100_000; n++) {
    const length = Math.floor(next() * 24);
    const text = Array.from({ length }, () => parts[Math.floor(next() * parts.length)]).join('');
    const at = Math.floor(next() * text.length);
    const atoms = n % 3 === 0 && text.length > 3 ? [{ from: at, to: Math.min(text.length, at + 3) }] : [];
    const again = written(parse(text, atoms));
    if (again !== text) expect.fail(`SEED=${seed}: ${JSON.stringify(text)} became ${JSON.stringify(again)}`);
  }
}, 60_000);

/** Counts how many characters are looked at, which no other load of the machine changes. */
function work(text: string): number {
  const native = String.prototype.charAt;
  let count = 0;
  String.prototype.charAt = function (this: string, at: number) {
    count++;
    return native.call(this, at);
  };
  try {
    parse(text);
  } finally {
    String.prototype.charAt = native;
  }
  return count;
}

test.each([
  '*a ',
  '**a',
  '_a_ ',
  '[',
  '](',
  '`',
  '`a``',
  '||a',
  '<t:',
  '> ',
  '- x\n',
  '~~~\n',
  '```\n',
  '[a](',
  '**a *b _c ||d ',
])('twice as much of %j is at most twice the work', (piece) => {
  const once = piece.repeat(4000);
  expect(work(once + once)).toBeLessThanOrEqual(work(once) * 2.05 + 100);
});
