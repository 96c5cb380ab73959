import { roomPath } from '../../client/route.ts';
import { overviewReady, rooms, unreadByRoom } from '../../client/store.ts';
import { whole } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
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
          const muted = mutedUntil(room.id) !== null;
          const shown = unread > 0 && (!current || room.unreadFrom !== null);
          return (
            <li key={room.id}>
              <a
                class={`room ${shown && !muted ? 'unread' : ''} ${muted ? 'muted' : ''}`}
                href={roomPath(room.id)}
                aria-current={current ? 'page' : undefined}
              >
                <Icon name="hash" size={18} />
                <span class="room-name" dir="auto" title={room.name}>
                  {room.name}
                </span>
                {busyRooms.value.has(room.id) && (
                  <span class="spinner" role="img" aria-label={t.value.sendingFiles} />
                )}
                {muted && <Icon name="bell-off" size={15} />}
                {shown && room.mentions > 0 && (
                  <span class="badge mentions">
                    <span aria-hidden="true">@{room.mentions > 999 ? '999+' : whole(room.mentions)}</span>
                    <span class="visually-hidden">{t.value.mentions(room.mentions)}</span>
                  </span>
                )}
                {shown && (
                  <span class="badge">
                    <span aria-hidden="true">{unread > 999 ? '999+' : whole(unread)}</span>
                    <span class="visually-hidden">{t.value.unread(unread)}</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
