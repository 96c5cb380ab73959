import { useEffect, useState } from 'preact/hooks';
import type { Room } from '../../../protocol/rooms.ts';
import { notifyChoices } from '../../client/store.ts';
import { common } from '../../i18n/common.ts';
import { IconButton } from '../../ui/button.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { complain } from '../../ui/toast.tsx';
import { levelIn, mutedUntil } from './choices.ts';
import { t } from './words.ts';

function Failed() {
  useEffect(() => complain(common.value.unexpected), []);
  return null;
}

const RoomMenu = lazy(() => import('./room-menu.tsx').then((part) => part.RoomMenu), {
  waiting: () => null,
  failed: () => <Failed />,
});

/** In a room's head: what one is told of there. */
export function RoomBell({ room }: { room: Room }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const isQuiet = mutedUntil(room.id) !== null || levelIn(notifyChoices.value, room.id) === 'nothing';
  return (
    <>
      <IconButton
        icon={isQuiet ? 'bell-off' : 'bell'}
        label={isQuiet ? t.value.bellQuiet : t.value.bell}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(anchor ? null : event.currentTarget)}
      />
      {anchor && <RoomMenu room={room} anchor={anchor} onClose={() => setAnchor(null)} />}
    </>
  );
}
