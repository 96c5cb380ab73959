import type { RoomCore } from '../../../protocol/rooms.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { keepWords } from './keep.ts';
import { t } from './words.ts';

/** One room. Its order changes by its arrows, and by Alt with an arrow key while anything in the row has the focus. */
export function RoomRow(props: {
  room: RoomCore;
  first: boolean;
  last: boolean;
  onMove: (by: -1 | 1) => void;
  onEdit: () => void;
  onRemove: () => void;
}) {
  const { room, first, last, onMove } = props;
  const keeps = keepWords(room.keep);
  const byKey = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(by < 0 ? -1 : 1);
  };
  return (
    <li class="admin-row" onKeyDown={byKey}>
      <span class="room-mark">
        <Icon name="hash" size={20} />
      </span>
      <div class="room-main">
        <p class="row-name">
          <span dir="auto">{room.name}</span>
        </p>
        {room.topic !== '' && (
          <p class="room-topic" dir="auto">
            {room.topic}
          </p>
        )}
        <p class="room-keeps">
          <Icon name="history" size={14} />
          <span>{room.keepIsDefault ? t.value.byDefault(keeps) : keeps}</span>
        </p>
      </div>
      <div class="room-buttons">
        <IconButton
          icon="arrow-up"
          label={t.value.moveUp(room.name)}
          aria-disabled={first}
          onClick={() => onMove(-1)}
        />
        <IconButton
          icon="arrow-down"
          label={t.value.moveDown(room.name)}
          aria-disabled={last}
          onClick={() => onMove(1)}
        />
        <MenuButton
          icon="more"
          label={t.value.actionsFor(room.name)}
          items={[
            { icon: 'edit', text: t.value.editRoom, onChoose: props.onEdit },
            { icon: 'trash', text: t.value.remove, danger: true, onChoose: props.onRemove },
          ]}
        />
      </div>
    </li>
  );
}
