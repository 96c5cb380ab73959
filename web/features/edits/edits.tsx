import { signal, useComputed } from '@preact/signals';
import type { Message } from '../../../protocol/messages.ts';
import { exactTime } from '../../i18n/format.ts';
import { lazy } from '../../ui/lazy.tsx';
import { t as messages } from '../messages/words.ts';
import { t } from './words.ts';

const shownHistory = signal<Message | null>(null);
const close = () => {
  shownHistory.value = null;
};

const HistoryDialog = lazy(() => import('./history-dialog.tsx').then((part) => part.HistoryDialog), {
  waiting: () => null,
  failed: () => null,
});

/** "(edited)": when, and on a press what it said before. */
export function EditedMark({ message }: { message: Message }) {
  const open = useComputed(() => shownHistory.value?.id === message.id).value;
  if (!message.editedAt) return null;
  const label = t.value.showHistory(exactTime(new Date(message.editedAt)));
  return (
    <>
      <button
        type="button"
        class="message-edited"
        aria-label={label}
        data-tip={label}
        onClick={() => {
          shownHistory.value = message;
        }}
      >
        {messages.value.edited}
      </button>
      {open && <HistoryDialog message={message} onClose={close} />}
    </>
  );
}
