import { api, sentence } from '../../client/api.ts';
import * as store from '../../client/store.ts';
import { complain, toast } from '../../ui/toast.tsx';
import { t } from './words.ts';

/** Everything in the room is read, wherever in it the reader is. */
export async function readRoom(roomId: string): Promise<void> {
  const room = store.rooms.peek().find(({ id }) => id === roomId);
  if (!room) return;
  const seq = Math.max(room.seq, room.readSeq);
  try {
    store.takeMark(await api.moveRead(roomId, seq));
  } catch (error) {
    complain(sentence(error));
  }
}

export async function readEverything(): Promise<void> {
  try {
    const { marks } = await api.readEverything();
    for (const mark of marks) store.takeMark(mark);
    toast(t.peek().allRead);
  } catch (error) {
    complain(sentence(error));
  }
}
