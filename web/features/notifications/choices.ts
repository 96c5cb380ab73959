import { effect, signal } from '@preact/signals';
import type { EditRoomNotify, Notify, NotifyLevel, RoomNotify } from '../../../protocol/notify.ts';
import type { Room } from '../../../protocol/rooms.ts';
import { call, sentence } from '../../client/api.ts';
import { notifyChoices } from '../../client/store.ts';
import { complain } from '../../ui/toast.tsx';

export const forEver = '9999-12-31T00:00:00.000Z';
// Timers take 31 bits of milliseconds.
const longestTimerMs = 2_000_000_000;

/** Moves on when somebody's mute is over. */
const now = signal(Date.now());

type Choices = Pick<Notify, 'level' | 'rooms'>;

const choiceOf = ({ rooms }: Choices, room: string): RoomNotify | undefined =>
  rooms.find((one) => one.room === room);

export const levelIn = (choices: Choices, room: string): NotifyLevel =>
  choiceOf(choices, room)?.level ?? choices.level;

/** Until when a room is mute, as it is at `at` (milliseconds since 1970); null if it isn't. */
export function mutedIn(choices: Choices, room: string, at: number): string | null {
  const until = choiceOf(choices, room)?.mutedUntil ?? null;
  return until !== null && Date.parse(until) > at ? until : null;
}

export const mutedUntil = (room: string): string | null => mutedIn(notifyChoices.value, room, now.value);

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
