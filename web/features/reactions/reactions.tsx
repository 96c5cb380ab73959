import type { Message } from '../../../protocol/messages.ts';
import type { Reaction } from '../../../protocol/reactions.ts';
import { me, people } from '../../client/store.ts';
import { Icon } from '../../ui/icon.tsx';
import { pickEmoji } from '../emoji/door.ts';
import { recentEmoji } from '../emoji/recent.ts';
import { hold, release } from '../messages/active.ts';
import type { MessageAction } from '../messages/slots.ts';
import './reactions.css';
import { toggleReaction } from './toggle.ts';
import { t } from './words.ts';

const namedAtMost = 8;
const quickCount = 4;

/** Who reacted, as a sentence: the reader first, then by name. */
function who({ people: ids }: Reaction): string {
  const mine = ids.includes(me.value?.id ?? '');
  const names = ids
    .filter((id) => id !== me.value?.id)
    .map((id) => people.value.get(id)?.name ?? t.value.somebody);
  const all = mine ? [t.value.you, ...names] : names;
  return t.value.reacted(all.slice(0, namedAtMost), Math.max(0, all.length - namedAtMost));
}

/** The reactions under a message; pressing one adds the reader to it, or takes them out. */
export function Reactions({ message }: { message: Message }) {
  if (message.reactions.length === 0) return null;
  return (
    <ul class="reactions" aria-label={t.value.reactions}>
      {message.reactions.map((reaction) => {
        const mine = reaction.people.includes(me.value?.id ?? '');
        return (
          <li key={reaction.emoji}>
            <button
              type="button"
              class="reaction"
              aria-pressed={mine}
              aria-label={`${reaction.emoji} ${reaction.count}. ${who(reaction)}`}
              data-tip={who(reaction)}
              onClick={() => void toggleReaction(message, reaction.emoji)}
            >
              <span class="reaction-emoji">{reaction.emoji}</span>
              <span class="reaction-count">{reaction.count}</span>
            </button>
          </li>
        );
      })}
      <li>
        <button
          type="button"
          class="reaction add"
          aria-label={reactAction.label()}
          data-tip={reactAction.label()}
          onClick={(event) => reactAction.run(message, event.currentTarget, { quick: false })}
        >
          <Icon name="smile-plus" size={16} />
        </button>
      </li>
    </ul>
  );
}

/** The emoji that the reader used last, at the beginning of the message's bar. */
export function QuickReactions({ message }: { message: Message }) {
  return (
    <span class="quick-reactions">
      {recentEmoji(quickCount).map((emoji) => (
        <button
          key={emoji}
          type="button"
          class="quick-reaction"
          aria-label={t.value.reactWith(emoji)}
          data-tip={t.value.reactWith(emoji)}
          onClick={() => void toggleReaction(message, emoji)}
        >
          {emoji}
        </button>
      ))}
    </span>
  );
}

export const reactAction: MessageAction = {
  id: 'react',
  icon: 'smile-plus',
  label: () => t.value.react,
  inBar: true,
  run: (message, anchor) => {
    hold(message.id);
    pickEmoji({
      anchor,
      onPick: (emoji) => void toggleReaction(message, emoji),
      onClose: release,
    });
  },
};
