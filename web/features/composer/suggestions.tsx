import type { ComponentProps } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type TypedWord, wordAt } from './complete.ts';
import { type CompletionSource, completionSources, type Suggestion, type suggestions } from './slots.ts';
import './suggestions.css';
import { t } from './words.ts';

const most = 8;

type Open = { word: TypedWord<CompletionSource>; items: Suggestion[]; at: number };

type Props = ComponentProps<NonNullable<typeof suggestions.value>>;

/** Suggestions for what is being typed. */
export function Suggestions({ field, box, handle, chosen: told }: Props) {
  const [open, setOpen] = useState<Open | null>(null);
  const latest = useRef<Open | null>(null);
  latest.current = open;
  const asked = useRef(0);
  const dismissed = useRef('');

  const close = () => {
    asked.current++;
    setOpen(null);
  };
  const look = async () => {
    const area = box.current;
    const ask = ++asked.current;
    const word =
      area && area.selectionStart === area.selectionEnd
        ? wordAt(area.value, area.selectionStart, completionSources)
        : null;
    const name = word ? `${word.from}${word.source.sign}` : '';
    if (!word || dismissed.current === name) {
      if (!word) dismissed.current = '';
      return setOpen(null);
    }
    const items = (await word.source.find(word.typed, field.room)).slice(0, most);
    if (ask !== asked.current) return;
    setOpen(items.length > 0 ? { word, items, at: 0 } : null);
  };
  const choose = (item: Suggestion) => {
    const now = latest.current;
    close();
    if (now) field.replace(now.word.from, now.word.to, `${item.insert} `);
  };
  const keys = (event: KeyboardEvent): boolean => {
    const now = latest.current;
    if (!now || event.isComposing) return false;
    const { items, at } = now;
    const chosen = items[at];
    switch (event.key) {
      case 'ArrowDown':
        setOpen({ ...now, at: (at + 1) % items.length });
        return true;
      case 'ArrowUp':
        setOpen({ ...now, at: (at + items.length - 1) % items.length });
        return true;
      case 'Enter':
      case 'Tab':
        if (!chosen || event.shiftKey || event.ctrlKey || event.metaKey) return false;
        choose(chosen);
        return true;
      case 'Escape':
        dismissed.current = `${now.word.from}${now.word.source.sign}`;
        close();
        return true;
      default:
        return false;
    }
  };
  handle.current = { look: () => void look(), keys, close };
  useEffect(
    () => () => {
      asked.current++;
      handle.current = null;
    },
    [],
  );
  useLayoutEffect(() => {
    told.value = open && { list: listId, option: optionId(open.at) };
  }, [open]);
  return open && <List open={open} onChoose={choose} />;
}

const listId = 'composer-suggestions';
const optionId = (n: number) => `${listId}-${n}`;

function List({ open, onChoose }: { open: Open; onChoose: (item: Suggestion) => void }) {
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    list.current?.children[open.at]?.scrollIntoView({ block: 'nearest' });
  }, [open.at]);
  return (
    <div class="suggestions">
      <ul ref={list} id={listId} role="listbox" aria-label={t.value.suggestions}>
        {open.items.map((item, n) => (
          // The field keeps the focus and the keys; what is chosen is told by aria-activedescendant.
          <li
            key={item.key}
            id={optionId(n)}
            role="option"
            aria-selected={n === open.at}
            class="suggestion"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(item)}
          >
            <span class="suggestion-face">{item.face}</span>
            <span class="suggestion-text" dir="auto">
              {item.text}
            </span>
            {item.note && <span class="suggestion-note">{item.note}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
