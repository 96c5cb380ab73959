import { effect } from '@preact/signals';
import { connection, socket } from '../../client/live.ts';
import { openRoom } from '../../client/store.ts';
import { attentive } from '../unread/reading.ts';

/** Tells the server which room is open here and whether it is looked at: at once, and again after a reconnection. */
export function announceViewing() {
  effect(() => {
    if (connection.value.is !== 'open') return;
    socket.send({ type: 'viewing', room: openRoom.value, focused: attentive.value });
  });
}
