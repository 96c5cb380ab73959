import { useMemo } from 'preact/hooks';
import { Markdown } from './markdown.tsx';
import type { Inline } from './nodes.ts';
import { parse } from './parse.ts';
import { t } from './words.ts';

const isPlain = (node: Inline) => node.is === 'text' || node.is === 'url' || node.is === 'atom';

/** What will be sent, where it will look other than it was typed. */
export function Preview({ text }: { text: string }) {
  const differs = useMemo(
    () => parse(text).some((block) => block.is !== 'text' || !block.inner.every(isPlain)),
    [text],
  );
  if (!differs) return null;
  return (
    <details class="composer-preview" open={false}>
      <summary>{t.value.preview}</summary>
      <div class="composer-preview-text">
        <Markdown text={text} />
      </div>
    </details>
  );
}
