import { signal } from '@preact/signals';
import type { Message } from '../../../protocol/messages.ts';
import { ApiError, call, sentence } from '../../client/api.ts';
import { me, takeMessage } from '../../client/store.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { complain, toast } from '../../ui/toast.tsx';
import type { MessageAction } from '../messages/slots.ts';
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

async function remove({ id }: Message): Promise<void> {
  try {
    await call<null>('DELETE', `/api/messages/${id}`);
    toast(t.value.removed, { action: { text: t.value.undo, run: () => void restore(id) }, forMs: undoMs });
  } catch (error) {
    complain(sentence(error));
  }
}

const asked = signal<Message | null>(null);

/** Asks once before a message is deleted; Shift skips the question. */
export function DeletionQuestion() {
  const message = asked.value;
  if (!message) return null;
  const close = () => {
    asked.value = null;
  };
  return (
    <Confirm
      title={t.value.title}
      text={message.author.id === me.value?.id ? t.value.text : t.value.textOther(message.author.name)}
      action={t.value.remove}
      onConfirm={() => {
        close();
        void remove(message);
      }}
      onClose={close}
    />
  );
}

export const deleteAction: MessageAction = {
  id: 'delete',
  icon: 'trash',
  label: () => t.value.remove,
  danger: true,
  when: ({ author }, reader) => author.id === reader || me.value?.role === 'admin',
  run: (message, _from, { quick }) => {
    if (quick) void remove(message);
    else asked.value = message;
  },
};

/** An own message whose text was emptied while it was edited. */
export const askToDelete = (message: Message): void => {
  asked.value = message;
};
