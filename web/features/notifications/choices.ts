import { signal } from '@preact/signals';
import type { Notify, NotifyLevel, RoomNotify } from '../../../protocol/notify.ts';
import { notifyChoices } from '../../client/store.ts';

/** Moves on when somebody's mute is over. */
export const now = signal(Date.now());

export type Choices = Pick<Notify, 'level' | 'rooms'>;

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
