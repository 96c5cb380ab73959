import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { me, people, rooms } from '../../client/store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { busy, search, typed } from './state.ts';
import { filterNames, kinds, named, quoted, typingOf } from './suggest.ts';
import { t } from './words.ts';

interface Suggestion {
  key: string;
  face?: preact.ComponentChildren;
  text: string;
  note?: string;
  /** The whole query, if it is taken. */
  query: string;
}

const mostNames = 6;
const two = (n: number) => String(n).padStart(2, '0');

function daysOffered(): [value: string, note: string][] {
  const now = new Date();
  const month = `${now.getFullYear()}-${two(now.getMonth() + 1)}`;
  return [
    ['today', t.value.today],
    ['yesterday', t.value.yesterday],
    [month, t.value.thisMonth],
    [String(now.getFullYear()), t.value.thisYear],
  ];
}

function peopleOffered(value: string): { key: string; face: preact.ComponentChildren; text: string }[] {
  const mine = me.value?.id;
  const all = [...people.value.values()];
  const self = named([{ name: 'me' }], value).flatMap(() => all.filter(({ id }) => id === mine));
  const others = named(
    all.filter(({ id }) => id !== mine),
    value,
  );
  return [
    ...self.map((person) => ({ person, text: 'me' })),
    ...others.map((person) => ({ person, text: person.name })),
  ].map(({ person, text }) => ({
    key: person.id,
    face: <Avatar id={person.id} name={person.name} src={person.avatar} size={22} />,
    text,
  }));
}

/** What may come next, for what is typed so far. */
function suggestions(): Suggestion[] {
  const typing = typingOf(typed.value);
  if (typing.is === 'text') return [];
  if (typing.is === 'name') {
    const { before, beginning } = typing;
    return filterNames
      .filter((name) => name.startsWith(beginning.toLowerCase()))
      .map((name) => ({ key: name, text: `${name}:`, note: t.value[name], query: `${before}${name}:` }));
  }
  const { before, filter, value } = typing;
  const take = (text: string) => `${before}${quoted(text)} `;
  switch (filter) {
    case 'from':
    case 'mentions':
      return peopleOffered(value)
        .slice(0, mostNames)
        .map((one) => ({ ...one, ...(one.text === 'me' && { note: t.value.me }), query: take(one.text) }));
    case 'in':
      return named(rooms.value, value)
        .slice(0, mostNames)
        .map((room) => ({
          key: room.id,
          face: <Icon name="hash" size={18} />,
          text: room.name,
          query: take(room.name),
        }));
    case 'has':
      return kinds
        .filter((kind) => kind.startsWith(value.toLowerCase()))
        .map((kind) => ({ key: kind, text: kind, note: t.value[kind], query: take(kind) }));
    case 'before':
    case 'after':
    case 'on':
      return daysOffered()
        .filter(([day]) => day.startsWith(value.toLowerCase()))
        .map(([day, note]) => ({ key: day, text: day, note, query: take(day) }));
    default:
      return filter satisfies never;
  }
}

const optionId = (key: string) => `search-option-${key}`;

/** What was typed in full is no suggestion any more. */
const offered = () => suggestions().filter(({ query }) => query.trim() !== typed.value.trim());

export function SearchField() {
  const input = useRef<HTMLInputElement>(null);
  /** Which one is chosen for what is typed; other letters, other suggestions. */
  const choice = useSignal({ typed: '', at: -1, isLeft: false });
  const { at, isLeft } = choice.value.typed === typed.value ? choice.value : { at: -1, isLeft: false };
  const choose = (next: { at: number; isLeft?: boolean }) => {
    choice.value = { isLeft: false, ...next, typed: typed.peek() };
  };
  const all = isLeft ? [] : offered();
  const active = all[at];

  const take = (suggestion: Suggestion) => {
    typed.value = suggestion.query;
    input.current?.focus();
  };
  const firstHit = () => document.querySelector<HTMLElement>('.pane-search .hit-link');
  const keys = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') {
      if (at < all.length - 1) choose({ at: at + 1 });
      else firstHit()?.focus();
    } else if (event.key === 'ArrowUp') choose({ at: Math.max(-1, at - 1) });
    else if ((event.key === 'Enter' || event.key === 'Tab') && active) take(active);
    else if (event.key === 'Enter') void search().then(() => firstHit()?.focus());
    else if (event.key === 'Escape' && active) choose({ at: -1, isLeft: true });
    else return;
    event.preventDefault();
  };
  return (
    <div class="search-field" data-busy={busy.value}>
      <Icon name="search" size={18} />
      <input
        ref={input}
        type="text"
        role="combobox"
        enterkeyhint="search"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxLength={500}
        aria-label={t.value.title}
        aria-autocomplete="list"
        aria-expanded={all.length > 0}
        aria-controls="search-suggestions"
        aria-activedescendant={active && optionId(active.key)}
        placeholder={t.value.placeholder}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
        onKeyDown={keys}
      />
      {typed.value !== '' && (
        <IconButton
          icon="cross"
          size={16}
          label={t.value.clear}
          onClick={() => {
            typed.value = '';
            input.current?.focus();
          }}
        />
      )}
      {all.length > 0 && (
        <ul id="search-suggestions" class="suggestions" role="listbox" aria-label={t.value.suggestions}>
          {all.map((one) => (
            <li
              key={one.key}
              id={optionId(one.key)}
              role="option"
              aria-selected={one === active}
              // The field keeps the focus.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(one)}
            >
              {one.face}
              <span class="suggestion-text" dir="auto">
                {one.text}
              </span>
              {one.note && <span class="suggestion-note">{one.note}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
