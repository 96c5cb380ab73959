import { useComputed } from '@preact/signals';
import type { Message } from '../../../protocol/messages.ts';
import { call, sentence } from '../../client/api.ts';
import { arrivalOf, onItsWay } from '../../client/arrival.ts';
import type { Outgoing } from '../../client/outbox.ts';
import { me, openRoom, takeMessage, timelineOf } from '../../client/store.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { complain } from '../../ui/toast.tsx';
import { modeOf } from '../composer/mode.ts';
import type { Field } from '../composer/slots.ts';
import { askToDelete } from '../deletion/door.ts';
import { wanted } from '../messages/jump.ts';
import type { MessageAction } from '../messages/slots.ts';
import { t } from './words.ts';

const startEditing = (message: Message) => {
  const { id, text, room } = message;
  modeOf(room).value = { is: 'edit', id, text, save: (next) => save(message, next) };
};

/** Answers whether editing is over. Of a message without files and text nothing would be left: that is to delete it. */
async function save({ id, room }: Message, text: string): Promise<boolean> {
  const now = timelineOf(room)
    .peek()
    ?.messages.find((one) => one.id === id);
  if (text === '' && now?.attachments.length === 0) {
    askToDelete(now);
    return true;
  }
  try {
    takeMessage(await call<Message>('PATCH', `/api/messages/${id}`, { text }));
    return true;
  } catch (error) {
    complain(sentence(error));
    return false;
  }
}

export const editAction: MessageAction = {
  id: 'edit',
  icon: 'edit',
  label: () => t.value.edit,
  inBar: true,
  when: ({ author }, reader) => author.id === reader,
  run: startEditing,
};

/** Arrow-up in an empty field. Answers whether there was one to edit. */
export function editLast(room: string): boolean {
  const coming = onItsWay(room);
  if (coming) {
    void editOnArrival(coming);
    return true;
  }
  const own = timelineOf(room)
    .peek()
    ?.messages.findLast(({ author }) => author.id === me.peek()?.id);
  if (own) {
    startEditing(own);
    if (!isOnScreen(own)) wanted.value = { room, message: own.id };
  }
  return own !== undefined;
}

/** Any part of it, so that nothing moves under the eyes of whoever sees what they change. */
function isOnScreen({ id }: Message): boolean {
  const row = document.querySelector(`[data-message="${CSS.escape(id)}"]`);
  const view = row?.closest('.timeline')?.getBoundingClientRect();
  const box = row?.getBoundingClientRect();
  return view !== undefined && box !== undefined && box.bottom > view.top && box.top < view.bottom;
}

/** What has just been sent is what is meant, though the server may not have it yet. Whoever goes on otherwise is left alone. */
async function editOnArrival(coming: Outgoing): Promise<void> {
  const { room } = coming;
  const before = modeOf(room).peek();
  const elsewhere = new AbortController();
  const { signal } = elsewhere;
  for (const name of ['keydown', 'input', 'pointerdown'] as const) {
    addEventListener(name, () => elsewhere.abort(), { capture: true, signal });
  }
  const message = await arrivalOf(coming);
  const isMeant = !signal.aborted && openRoom.peek() === room && modeOf(room).peek() === before;
  elsewhere.abort();
  if (message && isMeant) startEditing(message);
}

/** Above the field while a message is being changed. */
export function Editing({ field }: { field: Field }) {
  const mode = modeOf(field.room);
  const isEdit = useComputed(() => mode.value.is === 'edit').value;
  if (!isEdit) return null;
  return (
    <div class="composer-mode">
      <Icon name="edit" size={18} />
      <span class="composer-mode-text">{t.value.editing}</span>
      <IconButton
        icon="cross"
        size={18}
        label={t.value.cancel}
        onClick={() => {
          mode.value = { is: 'new' };
        }}
      />
    </div>
  );
}
