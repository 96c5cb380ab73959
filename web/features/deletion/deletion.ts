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

const rowOf = (id: string) => document.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);

/** A neighbour of the message, for the focus that would be lost with it. */
function neighbourOf(id: string): string | undefined {
  const all = [...document.querySelectorAll<HTMLElement>('article[data-message]')];
  const at = all.findIndex(({ dataset }) => dataset['message'] === id);
  return at < 0 ? undefined : (all[at + 1] ?? all[at - 1])?.dataset['message'];
}

export async function remove({ id }: Message): Promise<void> {
  const next = neighbourOf(id);
  try {
    await call<null>('DELETE', `/api/messages/${id}`);
    const action = { text: t.value.undo, run: () => void restore(id), undoes: true };
    toast(t.value.removed, { action, forMs: undoMs });
    // Once the page is drawn without it.
    requestAnimationFrame(() => {
      const isLost = document.activeElement === document.body || rowOf(id)?.contains(document.activeElement);
      if (next !== undefined && isLost) rowOf(next)?.focus({ preventScroll: true });
    });
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
