import type { Author } from '../../../protocol/accounts.ts';
import type { File } from '../../../protocol/attachments.ts';
import type { Message } from '../../../protocol/messages.ts';
import { outbox } from '../../client/live.ts';
import type { Outgoing } from '../../client/outbox.ts';
import { clock } from '../../i18n/format.ts';
import { language } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import { memo } from '../../ui/memo.ts';
import { Attachments } from '../attachments/door.tsx';
import { isEmojiAlone } from '../emoji/alone.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { QuoteAhead } from '../quotes/quotes.tsx';
import { aboveText, afterText, textParts, underMessage } from './slots.ts';
import { MessageBar } from './tools.tsx';
import { t } from './words.ts';

function Time({ iso, class: name }: { iso: string; class: string }) {
  const time = new Date(iso);
  return (
    <time class={name} dateTime={iso} data-tip="" data-tip-time={iso}>
      {clock(time)}
    </time>
  );
}

function Head({ author, iso, mine }: { author: Author; iso: string; mine: boolean }) {
  return (
    <header class="message-head">
      <span class="message-author" dir="auto" title={author.name}>
        {mine ? t.value.you : author.name}
      </span>
      <Time iso={iso} class="message-time" />
    </header>
  );
}

/** The text, with the parts of it that features draw. */
function Text({ message }: { message: Message }) {
  const parts = textParts.flatMap((find) => find(message)).sort((a, b) => a.from - b.from);
  const apart = parts.filter(({ from }, n) => parts.slice(0, n).every(({ to }) => to <= from));
  return (
    <Markdown
      text={message.text}
      atoms={apart}
      show={(atom, text) => apart.find(({ from }) => from === atom.from)?.draw(text) ?? text}
    />
  );
}

type MessageRowProps = {
  rowKey: string;
  message: Message;
  first: boolean;
  last: boolean;
  mine: boolean;
  afterFiles: boolean;
  /** It is pointed out. */
  glows: boolean;
  /** The person as they are now: a new name or picture shows on old messages too. */
  author: Author;
  onOpen: (file: File) => void;
};

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, first, last, mine, author } = props;
  return (
    <article
      class={`message ${mine ? 'mine' : 'theirs'} ${first ? 'first' : ''} ${last ? 'last' : ''} ${props.afterFiles ? 'after-files' : ''} ${props.glows ? 'glowing' : ''}`}
      data-key={props.rowKey}
      data-message={message.id}
      data-seq={message.seq}
      tabIndex={-1}
    >
      {first && !mine && <Avatar id={author.id} name={author.name} src={author.avatar} size={36} />}
      <div class="message-body">
        {first ? (
          <Head author={author} iso={message.createdAt} mine={mine} />
        ) : (
          <span class="message-by">{mine ? t.value.you : author.name}: </span>
        )}
        {aboveText.map((Part, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
          <Part key={i} message={message} />
        ))}
        {message.text !== '' && (
          <div class={`bubble ${isEmojiAlone(message.text) ? 'emoji-alone' : ''}`}>
            <Text message={message} />
            {afterText.map((Part, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
              <Part key={i} message={message} />
            ))}
          </div>
        )}
        {message.attachments.length > 0 && <Attachments files={message.attachments} onOpen={props.onOpen} />}
        {underMessage.map((Part, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
          <Part key={i} message={message} />
        ))}
      </div>
      {!first && <Time iso={message.createdAt} class="message-aside" />}
      <MessageBar message={message} />
    </article>
  );
});

/** A message on its way, or one that didn't get there. */
export function OutgoingRow(props: {
  outgoing: Outgoing;
  first: boolean;
  last: boolean;
  afterFiles: boolean;
  me: Author;
}) {
  const { outgoing, first, last, afterFiles, me } = props;
  const failed = outgoing.state === 'failed';
  return (
    <article
      class={`message mine ${first ? 'first' : ''} ${last ? 'last' : ''} ${afterFiles ? 'after-files' : ''} ${failed ? 'failed' : 'pending'}`}
      data-key={outgoing.clientId}
      data-state={outgoing.state}
    >
      <div class="message-body">
        {first && <Head author={me} iso={outgoing.createdAt} mine />}
        {outgoing.replyTo && <QuoteAhead quote={outgoing.replyTo} />}
        {outgoing.text !== '' && (
          <div class={`bubble ${isEmojiAlone(outgoing.text) ? 'emoji-alone' : ''}`}>
            <Markdown text={outgoing.text} />
          </div>
        )}
        {outgoing.files.length > 0 && <Attachments files={outgoing.files} onOpen={() => undefined} />}
        {failed && (
          <div class="message-failed" role="alert">
            <Icon name="alert" size={16} />
            <span>
              {t.value.notSent} {outgoing.error}
            </span>
            <button type="button" onClick={() => outbox.retry(outgoing.clientId)}>
              {t.value.sendAgain}
            </button>
            <button type="button" onClick={() => outbox.drop(outgoing.clientId)}>
              {t.value.drop}
            </button>
          </div>
        )}
      </div>
      {!failed && (
        <span class="message-pending" data-tip={t.value.sending} lang={language.value}>
          <Icon name="clock" size={14} />
          <span class="visually-hidden">{t.value.sending}</span>
        </span>
      )}
    </article>
  );
}
