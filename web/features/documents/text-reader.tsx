import { useRef, useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { whole } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { complain } from '../../ui/toast.tsx';
import type { Piece, TextRead } from './read-text.ts';
import { Waiting } from './reader-states.tsx';
import { readApart } from './reader-thread.ts';
import { t } from './reader-words.ts';
import '../../styles/code-colours.css';
import { useBytes, useWork } from './use-file.ts';

/** Lines that are laid out together: those out of sight cost nothing. */
const blockLines = 100;

export function TextReader({ file }: { file: File }) {
  const bytes = useBytes(file);
  const state = useWork(bytes, (ready, signal) =>
    readApart({ as: 'text', bytes: ready.slice(), name: file.name }, signal),
  );
  return state.is === 'done' ? (
    <Text read={state.value} name={file.name} />
  ) : (
    <Waiting file={file} state={state} />
  );
}

const textOf = (lines: readonly Piece[][]) =>
  lines.map((line) => line.map(([, text]) => text).join('')).join('\n');

function Text({ read, name }: { read: TextRead; name: string }) {
  const { lines, total, encoding } = read;
  const [wrap, setWrap] = useState(true);
  const [copied, setCopied] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const copy = () =>
    navigator.clipboard.writeText(textOf(lines)).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), 2000);
      },
      () => complain(t.value.notCopied),
    );
  const blocks = Array.from({ length: Math.ceil(lines.length / blockLines) }, (_, i) => i * blockLines);
  const facts = [t.value.lines(total), encoding.toUpperCase()];
  return (
    <>
      <div class="reader-tools">
        <span class="reader-facts">{facts.join(' · ')}</span>
        <span class="reader-gap" />
        <label class="reader-check">
          <input type="checkbox" checked={wrap} onChange={() => setWrap(!wrap)} />
          {t.value.wrap}
        </label>
        <Button size="s" icon={copied ? 'check' : 'copy'} onClick={() => void copy()}>
          {copied ? t.value.copied : t.value.copyAll}
        </Button>
      </div>
      {lines.length < total && (
        <p class="reader-note">{t.value.linesShown(whole(lines.length), whole(total))}</p>
      )}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <div ref={area} class="reader-area" tabIndex={0} role="region" aria-label={t.value.letter(name)}>
        <div
          class={`code ${wrap ? 'wrap' : ''}`}
          style={{ '--digits': String(String(total).length) }}
          dir="ltr"
        >
          {blocks.map((from) => (
            <div
              key={from}
              class="code-block"
              style={{ containIntrinsicBlockSize: `auto ${blockLines * 20}px` }}
            >
              {lines.slice(from, from + blockLines).map((line, i) => (
                <Line key={from + i} line={line} number={from + i + 1} />
              ))}
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

/** A scope such as `title.function` has the colour of its first part. */
const classOf = (scope: string) => `hl-${scope.split('.')[0]}`;

function Line({ line, number }: { line: readonly Piece[]; number: number }) {
  return (
    <div class="code-line" data-line={number}>
      <code>
        {line.map(([scope, text], i) =>
          scope === '' ? (
            text
          ) : (
            <span key={i} class={classOf(scope)}>
              {text}
            </span>
          ),
        )}
        {line.length === 0 && '\n'}
      </code>
    </div>
  );
}
