import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Message, Quote } from '../../../protocol/messages.ts';
import { people } from '../../client/store.ts';
import { quoteOf } from '../../client/timeline.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { modeOf, toInsert } from '../composer/mode.ts';
import type { Field } from '../composer/slots.ts';
import { plainText } from '../markdown/nodes.ts';
import { parse } from '../markdown/parse.ts';
import { jumpTo } from '../messages/jump.ts';
import type { MessageAction } from '../messages/slots.ts';
import './quotes.css';
import { t } from './words.ts';

function lineOf({ excerpt, file }: Quote): string {
  if (excerpt.trim() !== '') return plainText(parse(excerpt));
  if (!file) return '';
  if (file.voice) return t.value.voice;
  const kinds = {
    image: t.value.picture,
    video: t.value.video,
    audio: t.value.audio,
    document: t.value.document,
  };
  return `${kinds[file.kind]}: ${file.name}`;
}

const nameOf = ({ author }: Quote) => people.value.get(author.id)?.name ?? author.name;

function Line({ quote }: { quote: Quote }) {
  return (
    <>
      {quote.file?.thumb && <img class="quote-thumb" src={quote.file.thumb} alt="" width={32} height={32} />}
      <span class="quote-lines">
        <span class="quote-author" dir="auto">
          {nameOf(quote)}
        </span>
        <span class="quote-text" dir="auto">
          {lineOf(quote)}
        </span>
      </span>
    </>
  );
}

/** What a message answers; a press goes there. */
export function QuoteCard({
  message,
}: {
  message: Pick<Message, 'id' | 'room' | 'seq' | 'replyTo' | 'replyToId'>;
}) {
  const { replyTo, replyToId, room } = message;
  if (replyTo === null) {
    return replyToId === null ? null : (
      <p class="quote gone">
        <Icon name="reply" size={16} />
        {t.value.gone}
      </p>
    );
  }
  return (
    <button
      type="button"
      class="quote"
      aria-label={`${t.value.show(nameOf(replyTo))}: ${lineOf(replyTo)}`}
      onClick={() => jumpTo({ room, message: replyTo.id, seq: replyTo.seq, from: message })}
    >
      <Line quote={replyTo} />
    </button>
  );
}

/** While a message is on its way. */
export function QuoteAhead({ quote }: { quote: Quote }) {
  return (
    <div class="quote">
      <Line quote={quote} />
    </div>
  );
}

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
        <Line quote={to} />
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

export const quotePartAction: MessageAction = {
  id: 'quote-part',
  icon: 'quote',
  label: () => t.value.quotePart,
  when: (message) => selectedIn(message) !== '',
  run: (message) => {
    const lines = selectedIn(message).split('\n');
    modeOf(message.room).value = { is: 'reply', to: quoteOf(message) };
    toInsert.value = { room: message.room, text: `${lines.map((line) => `> ${line}`).join('\n')}\n` };
  },
};
