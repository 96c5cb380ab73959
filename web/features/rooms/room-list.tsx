import { roomPath } from '../../client/route.ts';
import { overviewReady, rooms, unreadByRoom } from '../../client/store.ts';
import { whole } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { memo } from '../../ui/memo.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { mutedUntil } from '../notifications/choices.ts';
import { busyRooms } from '../uploads/door.ts';
import { currentRoom } from './current.ts';
import { t } from './words.ts';

/** The list at the left. Links, so that the browser's own ways (a new tab, back and forth) work. */
export function RoomList() {
  if (!overviewReady.value) {
    return (
      <div class="room-list" aria-hidden="true">
        {[58, 44, 66].map((width) => (
          <div key={width} class="room">
            <Skeleton width={width} height={14} />
          </div>
        ))}
      </div>
    );
  }
  return (
    <nav class="room-list" aria-label={t.value.rooms}>
      <h2 class="pane-title">{t.value.rooms}</h2>
      <ul>
        {rooms.value.map((room) => {
          const unread = unreadByRoom.value.get(room.id) ?? 0;
          const current = room.id === currentRoom.value?.id;
          const shown = unread > 0 && (!current || room.unreadFrom !== null);
          return (
            <RoomLine
              key={room.id}
              id={room.id}
              name={room.name}
              current={current}
              unread={shown ? unread : 0}
              mentions={shown ? room.mentions : 0}
            />
          );
        })}
      </ul>
    </nav>
  );
}

type RoomLineProps = { id: string; name: string; current: boolean; unread: number; mentions: number };

/** Each by itself: a message in one room draws the line of that room. */
const RoomLine = memo(function RoomLine({ id, name, current, unread, mentions }: RoomLineProps) {
  const muted = mutedUntil(id) !== null;
  return (
    <li>
      <a
        class={`room ${unread > 0 && !muted ? 'unread' : ''} ${muted ? 'muted' : ''}`}
        href={roomPath(id)}
        aria-current={current ? 'page' : undefined}
      >
        <Icon name="hash" size={18} />
        <span class="room-name" dir="auto" title={name}>
          {name}
        </span>
        {busyRooms.value.has(id) && <span class="spinner" role="img" aria-label={t.value.sendingFiles} />}
        {muted && <Icon name="bell-off" size={15} />}
        {mentions > 0 && (
          <span class="badge mentions">
            <span aria-hidden="true">@{mentions > 999 ? '999+' : whole(mentions)}</span>
            <span class="visually-hidden">{t.value.mentions(mentions)}</span>
          </span>
        )}
        {unread > 0 && (
          <span class="badge">
            <span aria-hidden="true">{unread > 999 ? '999+' : whole(unread)}</span>
            <span class="visually-hidden">{t.value.unread(unread)}</span>
          </span>
        )}
      </a>
    </li>
  );
});
