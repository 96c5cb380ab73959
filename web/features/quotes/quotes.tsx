import type { Message, Quote } from '../../../protocol/messages.ts';
import { people } from '../../client/store.ts';
import { Icon } from '../../ui/icon.tsx';
import { plainText } from '../markdown/nodes.ts';
import { parse } from '../markdown/parse.ts';
import { jumpTo } from '../messages/jump.ts';
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

export const nameOf = ({ author }: Quote) => people.value.get(author.id)?.name ?? author.name;

/** One line of what is quoted: a picture, who wrote it, how it begins. */
export function QuoteLine({ quote }: { quote: Quote }) {
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
      onClick={() => jumpTo({ room, message: replyTo.id, seq: replyTo.seq, from: message })}
    >
      <span class="visually-hidden">{t.value.show} </span>
      <QuoteLine quote={replyTo} />
    </button>
  );
}

/** While a message is on its way. */
export function QuoteAhead({ quote }: { quote: Quote }) {
  return (
    <div class="quote">
      <QuoteLine quote={quote} />
    </div>
  );
}
