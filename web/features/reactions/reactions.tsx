import type { Message } from '../../../protocol/messages.ts';
import type { Reaction } from '../../../protocol/reactions.ts';
import { me, people } from '../../client/store.ts';
import { Icon } from '../../ui/icon.tsx';
import { pickEmoji } from '../emoji/door.ts';
import { hold, release } from '../messages/active.ts';
import './reactions.css';
import { toggleReaction } from './toggle.ts';
import { t } from './words.ts';

const namedAtMost = 8;

/** Who reacted, as a sentence: the reader first, then by name. */
function who({ people: ids }: Reaction): string {
  const mine = ids.includes(me.value?.id ?? '');
  const names = ids
    .filter((id) => id !== me.value?.id)
    .map((id) => people.value.get(id)?.name ?? t.value.somebody);
  const all = mine ? [t.value.you, ...names] : names;
  return t.value.reacted(all.slice(0, namedAtMost), Math.max(0, all.length - namedAtMost));
}

/** Lets the reader choose an emoji; the message keeps its bar meanwhile. */
export function react(message: Message, anchor: HTMLElement): void {
  hold(message.id);
  pickEmoji({
    anchor,
    onPick: (emoji) => void toggleReaction(message, emoji),
    onClose: release,
  });
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
              onClick={(event) => {
                // It goes away under the focus.
                if (mine && reaction.count === 1)
                  event.currentTarget.closest('article')?.focus({ preventScroll: true });
                void toggleReaction(message, reaction.emoji);
              }}
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
          aria-label={t.value.react}
          data-tip={t.value.react}
          onClick={(event) => react(message, event.currentTarget)}
        >
          <Icon name="smile-plus" size={16} />
        </button>
      </li>
    </ul>
  );
}
