import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Message } from '../../../protocol/messages.ts';
import { quoteOf } from '../../client/timeline.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { modeOf, toInsert } from '../composer/mode.ts';
import type { Field } from '../composer/slots.ts';
import type { MessageAction } from '../messages/slots.ts';
import { nameOf, QuoteLine } from './quotes.tsx';
import { t } from './words.ts';

/** Above the field: what is being answered. */
export function ReplyingTo({ field }: { field: Field }) {
  const mode = modeOf(field.room);
  const to = useComputed(() => (mode.value.is === 'reply' ? mode.value.to : null)).value;
  useEffect(() => {
    if (to) field.focus();
  }, [to?.id]);
  if (!to) return null;
  return (
    <div class="composer-mode">
      <Icon name="reply" size={18} />
      <span class="visually-hidden">{t.value.replyingTo(nameOf(to))}</span>
      <span class="quote plain">
        <QuoteLine quote={to} />
      </span>
      <IconButton
        icon="cross"
        size={18}
        label={t.value.cancel}
        onClick={() => {
          mode.value = { is: 'new' };
          field.focus();
        }}
      />
    </div>
  );
}

export const replyAction: MessageAction = {
  id: 'reply',
  icon: 'reply',
  label: () => t.value.reply,
  inBar: true,
  run: (message) => {
    modeOf(message.room).value = { is: 'reply', to: quoteOf(message) };
  },
};

/** What is selected in a message, if anything is. */
function selectedIn({ id }: Message): string {
  const selection = getSelection();
  const text = selection?.toString().trim() ?? '';
  const inside = (node: Node | null | undefined) =>
    (node instanceof Element ? node : node?.parentElement)?.closest(`[data-message="${CSS.escape(id)}"]`);
  return text !== '' && inside(selection?.anchorNode) && inside(selection?.focusNode) ? text : '';
}

/** What is selected, or all of it: by keyboard one takes out of the field what is not meant. */
export const quoteAction: MessageAction = {
  id: 'quote',
  icon: 'quote',
  label: (message) => (selectedIn(message) === '' ? t.value.quote : t.value.quotePart),
  when: ({ text }) => text !== '',
  run: (message) => {
    const lines = (selectedIn(message) || message.text).split('\n');
    modeOf(message.room).value = { is: 'reply', to: quoteOf(message) };
    toInsert.value = { room: message.room, text: `${lines.map((line) => `> ${line}`).join('\n')}\n` };
  },
};
