import type { Message } from '../../../protocol/messages.ts';
import { recentEmoji } from '../emoji/recent.ts';
import type { MessageAction } from '../messages/slots.ts';
import { react } from './reactions.tsx';
import { toggleReaction } from './toggle.ts';
import { t } from './words.ts';

const quickCount = 4;

/** The emoji that the reader used last, at the beginning of the message's bar. */
export function QuickReactions({ message, inMenu = false }: { message: Message; inMenu?: boolean }) {
  return (
    <span class="quick-reactions">
      {recentEmoji(quickCount).map((emoji) => (
        <button
          key={emoji}
          type="button"
          {...(inMenu && { role: 'menuitem', tabIndex: -1 })}
          class="quick-reaction"
          aria-label={t.value.reactWith(emoji)}
          data-tip={inMenu ? undefined : t.value.reactWith(emoji)}
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
  run: react,
};
