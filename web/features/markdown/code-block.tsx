import { useEffect, useState } from 'preact/hooks';
import { IconButton } from '../../ui/button.tsx';
import { complain } from '../../ui/toast.tsx';
import { t } from './words.ts';

type Lines = readonly (readonly (readonly [scope: string, text: string])[])[];

/** Colours come later, in a thread of their own; until then, and where they can't be had, it is plain text. */
async function coloured(text: string, language: string, signal: AbortSignal): Promise<Lines | null> {
  const [{ readApart }] = await Promise.all([
    import('../documents/reader-thread.ts'),
    import('../../styles/code-colours.css'),
  ]);
  const bytes = new TextEncoder().encode(text);
  return (await readApart({ as: 'text', bytes, name: `code.${language}` }, signal)).lines;
}

export function CodeBlock({ text, language }: { text: string; language: string }) {
  const [lines, setLines] = useState<Lines | null>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    setLines(null);
    if (language === '') return;
    const end = new AbortController();
    coloured(text, language, end.signal).then(setLines, () => undefined);
    return () => end.abort();
  }, [text, language]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        setTimeout(() => setCopied(false), 2000);
      },
      () => complain(t.value.copyFailed),
    );
  return (
    <div class="md-code own-menu" dir="ltr">
      <pre>
        <code>{lines ? <Coloured lines={lines} /> : text}</code>
      </pre>
      <span class="md-code-tools">
        {language !== '' && <span class="md-code-language">{language}</span>}
        <IconButton
          icon={copied ? 'check' : 'copy'}
          size={16}
          label={copied ? t.value.copied : t.value.copyCode}
          onClick={() => void copy()}
        />
      </span>
    </div>
  );
}

/** A scope such as `title.function` has the colour of its first part. */
const classOf = (scope: string) => `hl-${scope.split('.')[0]}`;

function Coloured({ lines }: { lines: Lines }) {
  return (
    <>
      {lines.map((line, n) => [
        n > 0 ? '\n' : '',
        line.map(([scope, text], i) =>
          scope === '' ? (
            text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name
            <span key={i} class={classOf(scope)}>
              {text}
            </span>
          ),
        ),
      ])}
    </>
  );
}
