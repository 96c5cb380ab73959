import { effect } from '@preact/signals';
import type { Message } from '../../protocol/messages.ts';
import { outbox } from './live.ts';
import type { Outgoing } from './outbox.ts';
import { timelineOf } from './store.ts';

/** The newest message of one's own in a room that the server doesn't have yet. */
export const onItsWay = (room: string): Outgoing | undefined =>
  outbox.entries.peek().findLast((entry) => entry.room === room && entry.state === 'pending');

/** The message that it becomes once the server has it; null where it failed, or is gone from the page by then. */
export function arrivalOf({ clientId, room }: Outgoing): Promise<Message | null> {
  return new Promise((done) => {
    const stop = effect(() => {
      const entry = outbox.entries.value.find((one) => one.clientId === clientId);
      if (entry?.state === 'pending') return;
      queueMicrotask(() => {
        stop();
        const known = timelineOf(room).peek()?.messages;
        done((!entry && known?.find((message) => message.clientId === clientId)) || null);
      });
    });
  });
}
