import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RoomCore } from '../../../protocol/rooms.ts';
import { api, call, sentence } from '../../client/api.ts';
import { whole } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { complain } from '../../ui/toast.tsx';
import { Loaded } from '../profile/loaded.tsx';
import { type Load, useEvents, useLoad } from '../profile/use-load.ts';
import { moved } from './order.ts';
import { RemoveRoom, RoomDialog } from './room-dialogs.tsx';
import { RoomRow } from './room-row.tsx';
import { SectionHead } from './section-head.tsx';
import { t } from './words.ts';

type Loadable = { rooms: readonly RoomCore[]; standard: RoomCore['keep'] };

async function loadRooms(): Promise<Loadable> {
  const [{ rooms }, state] = await Promise.all([api.overview(), api.serverState()]);
  return { rooms: rooms.toSorted((a, b) => a.position - b.position), standard: state.retention.keep };
}

/** Moves rooms at once and tells the server in turn, so that quick presses arrive in their order. */
function useOrder(load: Load<Loadable>) {
  const list = useRef<HTMLUListElement>(null);
  const sending = useRef<{ last: Promise<unknown>; count: number }>({ last: Promise.resolve(), count: 0 });
  const focusOn = useRef<Element | null>(null);
  const [told, setTold] = useState('');
  // A node that is moved in the page loses the focus.
  useLayoutEffect(() => {
    const to = focusOn.current;
    focusOn.current = null;
    if (to instanceof HTMLElement) to.focus();
  });
  const send = (rooms: readonly RoomCore[]) => {
    const state = sending.current;
    state.count++;
    const put = () => call<null>('PUT', '/api/admin/rooms/order', { rooms: rooms.map(({ id }) => id) });
    state.last = state.last
      .then(put)
      .catch((error) => complain(sentence(error)))
      .finally(() => {
        state.count--;
        if (state.count === 0) load.reload();
      });
  };
  const move = (value: Loadable, index: number, by: -1 | 1) => {
    const rooms = moved(value.rooms, index, by);
    if (rooms === value.rooms) return;
    const focused = document.activeElement;
    if (focused && list.current?.contains(focused)) focusOn.current = focused;
    load.set({ ...value, rooms });
    setTold(t.value.moved(value.rooms[index]?.name ?? '', index + by + 1, rooms.length));
    send(rooms);
  };
  return { list, told, move, settled: () => sending.current.count === 0 };
}

export function RoomsSection() {
  const load = useLoad(loadRooms);
  const order = useOrder(load);
  const [dialog, setDialog] = useState<{ what: 'edit' | 'remove'; room: RoomCore | null } | null>(null);
  useEvents(['room.created', 'room.updated', 'room.removed', 'retention.updated'], () => {
    if (order.settled()) load.reload();
  });
  const close = () => setDialog(null);
  return (
    <section aria-labelledby="admin-section">
      <SectionHead
        title={t.value.rooms}
        count={load.value && whole(load.value.rooms.length)}
        text={
          <>
            {t.value.roomsText} <span class="only-keys">{t.value.roomsKeys}</span>
          </>
        }
      >
        <Button
          look="primary"
          icon="plus"
          disabled={load.value === null}
          onClick={() => setDialog({ what: 'edit', room: null })}
        >
          {t.value.addRoom}
        </Button>
      </SectionHead>
      <p class="visually-hidden" role="status">
        {order.told}
      </p>
      <Loaded of={load}>
        {(value) =>
          value.rooms.length === 0 ? (
            <p class="admin-empty">
              <b>{t.value.noRooms}</b>
              {t.value.noRoomsText}
            </p>
          ) : (
            <ul class="admin-list" ref={order.list}>
              {value.rooms.map((room, index) => (
                <RoomRow
                  key={room.id}
                  room={room}
                  first={index === 0}
                  last={index === value.rooms.length - 1}
                  onMove={(by) => order.move(value, index, by)}
                  onEdit={() => setDialog({ what: 'edit', room })}
                  onRemove={() => setDialog({ what: 'remove', room })}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {dialog?.what === 'edit' && load.value && (
        <RoomDialog
          room={dialog.room}
          standard={load.value.standard}
          onChanged={load.reload}
          onClose={close}
        />
      )}
      {dialog?.what === 'remove' && dialog.room && (
        <RemoveRoom room={dialog.room} onChanged={load.reload} onClose={close} />
      )}
    </section>
  );
}
