import type { Room } from '../../../protocol/rooms.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { Composer } from '../composer/composer.tsx';
import { DayButton } from '../history/day-line.tsx';
import { keepSentence } from '../messages/parts.tsx';
import { TimelineView } from '../messages/timeline-view.tsx';
import { RoomBell } from '../notifications/room-bell.tsx';
import { SearchButton } from '../search/door.tsx';
import { TypingLine } from '../typing/typing-line.tsx';
import { roomsWithFiles } from '../uploads/door.ts';
import { drawer, peopleShown, togglePeople } from './panes.ts';
import { t } from './words.ts';

const Tray = lazy(async () => (await import('../uploads/tray.tsx')).Tray, {
  waiting: () => null,
  failed: () => null,
});

/** The middle: one room. */
export function RoomPage({ room }: { room: Room }) {
  return (
    <main class="chat" aria-label={room.name}>
      <RoomHead room={room} />
      <TimelineView key={room.id} room={room} />
      <TypingLine room={room.id} />
      {roomsWithFiles.value.has(room.id) && <Tray room={room.id} />}
      <Composer key={`write ${room.id}`} room={room} />
    </main>
  );
}

function keepsShort({ last, days }: Room['keep']): string | null {
  if (last !== undefined) return t.value.keepsLast(last);
  return days === undefined ? null : t.value.keepsDays(days);
}

function RoomHead({ room }: { room: Room }) {
  const keeps = keepsShort(room.keep);
  const shown = peopleShown.value;
  return (
    <header class="chat-head">
      <IconButton
        icon="menu"
        class="only-narrow"
        label={t.value.showRooms}
        tip={false}
        onClick={() => {
          drawer.value = 'rooms';
        }}
      />
      <Icon name="hash" size={20} />
      <h1 dir="auto" title={room.name}>
        {room.name}
      </h1>
      {room.topic !== '' && (
        <p class="chat-topic" dir="auto" title={room.topic}>
          {room.topic}
        </p>
      )}
      {keeps && (
        <span class="chip" data-tip={keepSentence(room.keep)}>
          <Icon name="history" size={14} />
          <span>{keeps}</span>
        </span>
      )}
      <div class="head-buttons">
        <SearchButton />
        <DayButton room={room.id} />
        <RoomBell room={room} />
        <IconButton
          icon="people"
          label={shown ? t.value.hidePeople : t.value.showPeople}
          aria-expanded={shown}
          onClick={togglePeople}
        />
      </div>
    </header>
  );
}
