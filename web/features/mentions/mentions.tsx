import type { Mention } from '../../../protocol/mentions.ts';
import type { Message } from '../../../protocol/messages.ts';
import { roomPath } from '../../client/route.ts';
import { me, people, rooms } from '../../client/store.ts';
import type { TextPart } from '../messages/slots.ts';
import './mentions.css';
import { namesIn } from './names.ts';
import { t } from './words.ts';

/** Under the name that the person has now; the reader's own, and everyone's, stronger. */
function MentionView({ mention, text }: { mention: Mention; text: string }) {
  const isMe = mention.person === me.value?.id;
  const name = mention.person === null ? undefined : people.value.get(mention.person)?.name;
  return (
    <span class={`mention ${isMe || mention.everyone ? 'to-me' : ''}`} dir="auto">
      {name === undefined ? text : `@${name}`}
      {isMe && <span class="visually-hidden"> ({t.value.you})</span>}
    </span>
  );
}

/** Whom a text calls: the server has settled it. */
export const mentionParts = ({ mentions }: Message): TextPart[] =>
  mentions.map((mention) => ({
    from: mention.start,
    to: mention.end,
    draw: (text) => <MentionView mention={mention} text={text} />,
  }));

/** `#Room` leads to the room of that name, if there is one. */
export const roomParts = ({ text }: Message): TextPart[] =>
  text.includes('#')
    ? namesIn(text, '#', rooms.value).map(({ from, to, named }) => ({
        from,
        to,
        draw: () => (
          <a class="mention" href={roomPath(named.id)} dir="auto">
            #{named.name}
          </a>
        ),
      }))
    : [];
