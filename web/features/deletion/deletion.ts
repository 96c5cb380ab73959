import type { Message } from '../../../protocol/messages.ts';
import { ApiError, call, sentence } from '../../client/api.ts';
import { me, takeMessage } from '../../client/store.ts';
import { complain, toast } from '../../ui/toast.tsx';
import type { MessageAction } from '../messages/slots.ts';
import { askToDelete } from './door.ts';
import { t } from './words.ts';

/** How long the server can bring a message back. */
const undoMs = 5000;

async function restore(id: string): Promise<void> {
  try {
    takeMessage(await call<Message>('POST', `/api/messages/${id}/restore`));
  } catch (error) {
    complain(error instanceof ApiError && error.status === 404 ? t.value.tooLate : sentence(error));
  }
}

export async function remove({ id }: Message): Promise<void> {
  try {
    await call<null>('DELETE', `/api/messages/${id}`);
    toast(t.value.removed, { action: { text: t.value.undo, run: () => void restore(id) }, forMs: undoMs });
  } catch (error) {
    complain(sentence(error));
  }
}

export const deleteAction: MessageAction = {
  id: 'delete',
  icon: 'trash',
  label: () => t.value.remove,
  danger: true,
  when: ({ author }, reader) => author.id === reader || me.value?.role === 'admin',
  run: (message, _from, { quick }) => {
    if (quick) void remove(message);
    else askToDelete(message);
  },
};
