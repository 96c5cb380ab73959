import { effect } from '@preact/signals';
import type { EditRoomNotify, Notify, NotifyLevel } from '../../../protocol/notify.ts';
import type { Room } from '../../../protocol/rooms.ts';
import { call, sentence } from '../../client/api.ts';
import { notifyChoices } from '../../client/store.ts';
import { complain } from '../../ui/toast.tsx';
import { type Choices, levelIn, mutedIn, now } from './choices.ts';

export const forEver = '9999-12-31T00:00:00.000Z';
// Timers take 31 bits of milliseconds.
const longestTimerMs = 2_000_000_000;

/** How much of what is unread in a room its person wants to be told of. */
export function tellingOf(
  choices: Choices,
  room: Pick<Room, 'id' | 'mentions'>,
  of: { unread: number; at: number },
) {
  if (mutedIn(choices, room.id, of.at) !== null) return 0;
  return { all: of.unread, mentions: room.mentions, nothing: 0 }[levelIn(choices, room.id)];
}

export const tellingIn = (room: Pick<Room, 'id' | 'mentions'>, unread: number): number =>
  tellingOf(notifyChoices.value, room, { unread, at: now.value });

export function watchMutes(): void {
  effect(() => {
    const ends = notifyChoices.value.rooms.flatMap(({ mutedUntil: until }) => Date.parse(until ?? '') || []);
    const next = Math.min(...ends.filter((end) => end > now.value));
    if (!Number.isFinite(next)) return;
    const timer = setTimeout(
      () => {
        now.value = Date.now();
      },
      Math.min(longestTimerMs, next - Date.now() + 10),
    );
    return () => clearTimeout(timer);
  });
}

async function save(path: string, body: unknown): Promise<void> {
  try {
    const chosen = await call<Notify>('PUT', path, body);
    now.value = Date.now();
    notifyChoices.value = chosen;
  } catch (error) {
    complain(sentence(error));
  }
}

export const chooseLevel = (level: NotifyLevel) => save('/api/notify', { level });
export const chooseInRoom = (room: string, body: EditRoomNotify) => save(`/api/rooms/${room}/notify`, body);
