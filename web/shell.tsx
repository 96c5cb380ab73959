import { useEffect } from 'preact/hooks';
import { me, overviewReady, rooms } from './client/store.ts';
import { ConnectionBanner } from './features/connection/door.tsx';
import { asked } from './features/deletion/door.ts';
import { reading } from './features/documents/door.ts';
import { picking } from './features/emoji/door.ts';
import { PeoplePane } from './features/presence/people-pane.tsx';
import { t as presence } from './features/presence/words.ts';
import { drawnRoom } from './features/rooms/current.ts';
import { drawer, narrow, peopleShown, side } from './features/rooms/panes.ts';
import { RoomList } from './features/rooms/room-list.tsx';
import { RoomPage } from './features/rooms/room-page.tsx';
import './features/rooms/rooms.css';
import { t as roomWords } from './features/rooms/words.ts';
import { closeDialog, dialog, openDialog } from './features/settings/dialogs.ts';
import { layer } from './features/shortcuts/door.ts';
import { viewed } from './features/viewer/door.ts';
import { common } from './i18n/common.ts';
import { Avatar } from './ui/avatar.tsx';
import { Icon } from './ui/icon.tsx';
import { lazy } from './ui/lazy.tsx';
import { Mark } from './ui/mark.tsx';
import { complain } from './ui/toast.tsx';
import { TypedAhead } from './ui/typed-ahead.tsx';

const states = {
  waiting: () => null,
  failed: () => <LoadFailed />,
};
const Viewer = lazy(() => import('./features/viewer/viewer.tsx').then((part) => part.Viewer), states);
const EmojiPicker = lazy(
  () => import('./features/emoji/picker.tsx').then((part) => part.EmojiPicker),
  states,
);
const Reader = lazy(() => import('./features/documents/reader.tsx').then((part) => part.Reader), states);
const RoomSwitcher = lazy(
  () => import('./features/shortcuts/switcher.tsx').then((part) => part.RoomSwitcher),
  { ...states, waiting: () => <TypedAhead label={roomWords.value.rooms} /> },
);
const ShortcutSheet = lazy(
  () => import('./features/shortcuts/sheet.tsx').then((part) => part.ShortcutSheet),
  states,
);
const DeletionQuestion = lazy(
  () => import('./features/deletion/question.tsx').then((part) => part.DeletionQuestion),
  states,
);
const RetentionQuestion = lazy(
  () => import('./features/retention/question.tsx').then((part) => part.RetentionQuestion),
  { waiting: () => null, failed: () => null },
);
const SettingsDialog = lazy(
  () => import('./features/settings/settings.tsx').then((part) => part.SettingsDialog),
  states,
);
const ProfileDialog = lazy(
  () => import('./features/profile/profile.tsx').then((part) => part.ProfileDialog),
  states,
);

/** A piece of the page that couldn't be fetched: after an update, an old page's pieces are gone. */
function LoadFailed() {
  useEffect(() => {
    complain(common.value.unexpected);
    closeDialog();
    viewed.value = null;
    reading.value = null;
    picking.value = null;
    layer.value = 'none';
    asked.value = null;
  }, []);
  return null;
}

/** The three panes. On a narrow page the ones at the sides are drawers over the middle one. */
export function Shell() {
  const room = drawnRoom.value;
  const open = drawer.value;
  const Side = side.value;
  useEffect(() => {
    if (open === 'none') return;
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) drawer.value = 'none';
    };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, [open]);
  useEffect(() => {
    drawer.value = 'none';
  }, [room?.id]);
  return (
    <div class="shell" data-drawer={open} data-people={peopleShown.value ? 'shown' : 'hidden'}>
      <RoomsPane />
      <div class="middle" inert={narrow.value && Side !== null}>
        <ConnectionBanner />
        {room ? <RoomPage room={room} /> : <NoRoom />}
      </div>
      <aside class="pane-people" aria-label={presence.value.people} inert={!peopleShown.value}>
        <PeoplePane />
      </aside>
      {Side && <Side />}
      {open !== 'none' && (
        // The drawers can be left by Escape too.
        <button
          type="button"
          class="drawer-veil"
          aria-label={common.value.close}
          onClick={() => {
            drawer.value = 'none';
          }}
        />
      )}
      {viewed.value && <Viewer />}
      {reading.value && <Reader />}
      {picking.value && <EmojiPicker />}
      {dialog.value === 'settings' && <SettingsDialog onClose={closeDialog} />}
      {dialog.value === 'profile' && <ProfileDialog onClose={closeDialog} />}
      {layer.value === 'switcher' && <RoomSwitcher />}
      {layer.value === 'sheet' && <ShortcutSheet />}
      {asked.value && <DeletionQuestion />}
      {me.value?.role === 'admin' && <RetentionQuestion />}
    </div>
  );
}

function RoomsPane() {
  const person = me.value;
  return (
    <aside class="pane-rooms" inert={narrow.value && drawer.value !== 'rooms'}>
      <header class="brand">
        <Mark size={28} />
        <span>bungaacord</span>
      </header>
      <RoomList />
      {person && (
        <button type="button" class="me" onClick={() => openDialog('settings')}>
          <Avatar id={person.id} name={person.name} src={person.avatar} size={34} />
          <span class="me-name" dir="auto">
            {person.name}
          </span>
          <span class="visually-hidden">{roomWords.value.menu}</span>
          <Icon name="settings" />
        </button>
      )}
    </aside>
  );
}

function NoRoom() {
  const none = overviewReady.value && rooms.value.length === 0;
  return (
    <main class="chat">
      {none && (
        <div class="no-room">
          <span class="beginning-mark">
            <Icon name="hash" size={30} />
          </span>
          <h1>{roomWords.value.noRooms}</h1>
          <p>{roomWords.value.noRoomsText}</p>
        </div>
      )}
    </main>
  );
}
