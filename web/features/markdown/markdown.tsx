import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { CodeBlock } from './code-block.tsx';
import './markdown.css';
import type { Atom, Block, Inline, Span } from './nodes.ts';
import { parse } from './parse.ts';
import { Moment } from './time.tsx';
import { t } from './words.ts';

type Show = (atom: Atom, text: string) => ComponentChildren;

const stacked = /\p{M}{3}/u;

/** A message's text. `atoms` are its parts that `show` draws; see `parse`. */
export function Markdown(props: { text: string; atoms?: readonly Atom[]; show?: Show }) {
  const { text, atoms, show = (_atom, plain) => plain } = props;
  const blocks = useMemo(() => parse(text, atoms), [text, atoms]);
  return (
    <div class={`message-text ${stacked.test(text) ? 'stacked' : ''}`}>
      {blocks.map((block, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name
        <BlockView key={i} block={block} show={show} />
      ))}
    </div>
  );
}

function BlockView({ block, show }: { block: Block; show: Show }) {
  const inline = (nodes: readonly Inline[]) => <Nodes nodes={nodes} show={show} />;
  switch (block.is) {
    case 'text':
      return <p dir="auto">{inline(block.inner)}</p>;
    case 'heading':
      return (
        <p class={`md-heading l${block.level}`} role="heading" aria-level={block.level + 2} dir="auto">
          {inline(block.inner)}
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          {block.lines.map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name
            <p key={i} dir="auto">
              {inline(line.inner)}
            </p>
          ))}
        </blockquote>
      );
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item, i) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name
              key={i}
              dir="auto"
              value={block.ordered ? item.start : undefined}
              style={{ marginInlineStart: `${item.depth * 1.2}em` }}
            >
              {inline(item.inner)}
            </li>
          ))}
        </List>
      );
    }
    case 'code':
      return <CodeBlock text={block.text} language={block.language.toLowerCase()} />;
    default:
      return block satisfies never;
  }
}

const tags: Record<Exclude<Span, 'spoiler'>, 'strong' | 'em' | 's'> = {
  bold: 'strong',
  italic: 'em',
  strike: 's',
};

/** The backslash that made a sign a letter isn't shown. */
const unescaped = (text: string) => text.replaceAll(/\\([*_~|`[\]<>#\\-])/gu, '$1');

function Nodes({ nodes, show }: { nodes: readonly Inline[]; show: Show }) {
  return (
    <>
      {nodes.map((node, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name
        <Node key={i} node={node} show={show} />
      ))}
    </>
  );
}

function Node({ node, show }: { node: Inline; show: Show }) {
  switch (node.is) {
    case 'text':
      return <>{unescaped(node.text)}</>;
    case 'code':
      return <code>{node.text}</code>;
    case 'url':
      return <Link href={node.href}>{node.text}</Link>;
    case 'link':
      return (
        <Link href={node.href}>
          <Nodes nodes={node.inner} show={show} />
        </Link>
      );
    case 'time':
      return <Moment unixSeconds={node.unixSeconds} style={node.style} />;
    case 'atom':
      return <>{show(node.atom, node.text)}</>;
    case 'spoiler':
      return (
        <Spoiler>
          <Nodes nodes={node.inner} show={show} />
        </Spoiler>
      );
    default: {
      const Tag = tags[node.is];
      return (
        <Tag>
          <Nodes nodes={node.inner} show={show} />
        </Tag>
      );
    }
  }
}

function Link({ href, children }: { href: string; children: ComponentChildren }) {
  // Where it leads is shown beforehand: the text of a link may say anything.
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

function Spoiler({ children }: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const shown = useRef<HTMLSpanElement>(null);
  // The button that had the focus is gone; what it hid is read instead.
  useLayoutEffect(() => shown.current?.focus({ preventScroll: true }), [open]);
  if (open) {
    return (
      <span ref={shown} class="md-spoiler open" tabIndex={-1}>
        {children}
      </span>
    );
  }
  return (
    <button type="button" class="md-spoiler" aria-label={t.value.spoiler} onClick={() => setOpen(true)}>
      <span aria-hidden="true">{children}</span>
    </button>
  );
}
