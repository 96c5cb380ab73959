import { me } from '../../client/store.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { remove } from './deletion.ts';
import { asked } from './door.ts';
import { t } from './words.ts';

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
      mild
      onConfirm={() => {
        close();
        void remove(message);
      }}
      onClose={close}
    />
  );
}
