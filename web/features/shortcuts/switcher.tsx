import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Room } from '../../../protocol/rooms.ts';
import { navigate, roomPath } from '../../client/route.ts';
import { openRoom, rooms, unreadByRoom } from '../../client/store.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { takeTypedAhead } from '../../ui/typed-ahead.tsx';
import { layer } from './door.ts';
import './shortcuts.css';
import { t } from './words.ts';

const fold = (text: string) => text.toLocaleLowerCase().replaceAll('ё', 'е');

/** Rooms whose name has what is typed; those that begin with it first; with nothing typed, the unread ones first. */
export function matching(all: readonly Room[], typed: string, unreadOf: (room: Room) => number): Room[] {
  const asked = fold(typed.trim());
  const place = (room: Room) => {
    const name = fold(room.name);
    if (asked === '') return unreadOf(room) > 0 ? 0 : 1;
    return name.startsWith(asked) ? 0 : 1;
  };
  return all
    .filter((room) => fold(room.name).includes(asked))
    .toSorted((a, b) => place(a) - place(b) || a.position - b.position);
}

const close = () => {
  layer.value = 'none';
};
const optionId = (room: Room) => `switch-to-${room.id}`;

export function RoomSwitcher() {
  const [typed, setTyped] = useState(takeTypedAhead);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    // What was typed ahead goes on at its end.
    field.current?.setSelectionRange(typed.length, typed.length);
  }, []);
  const others = rooms.value.filter(({ id }) => id !== openRoom.value);
  const found = matching(others, typed, ({ id }) => unreadByRoom.value.get(id) ?? 0);
  const chosen = found[Math.min(at, found.length - 1)];
  const go = (room: Room) => {
    close();
    navigate(roomPath(room.id));
  };
  const keys = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const by = steps[event.key];
    if (by !== undefined && found.length > 0) setAt((at + by + found.length) % found.length);
    else if (event.key === 'Enter' && chosen) go(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t.value.switcher} width="s" onClose={close}>
      <input
        ref={field}
        class="switcher-field"
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="switcher-rooms"
        aria-activedescendant={chosen && optionId(chosen)}
        aria-label={t.value.placeholder}
        placeholder={t.value.placeholder}
        value={typed}
        autoFocus
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={keys}
      />
      <ul id="switcher-rooms" class="switcher" role="listbox" aria-label={t.value.switcher}>
        {found.map((room) => {
          const unread = unreadByRoom.value.get(room.id) ?? 0;
          return (
            <li
              key={room.id}
              id={optionId(room)}
              role="option"
              aria-selected={room === chosen}
              onClick={() => go(room)}
            >
              <Icon name="hash" size={18} />
              <span class="switcher-name" dir="auto">
                {room.name}
              </span>
              {unread > 0 && <span class="switcher-unread">{t.value.unread(unread)}</span>}
            </li>
          );
        })}
      </ul>
      {found.length === 0 && <p role="status">{others.length === 0 ? t.value.noOthers : t.value.nothing}</p>}
    </Dialog>
  );
}
