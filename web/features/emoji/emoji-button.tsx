import { IconButton } from '../../ui/button.tsx';
import type { Field } from '../composer/slots.ts';
import { t } from './button-words.ts';
import { pickEmoji } from './door.ts';

export function EmojiButton({ field }: { field: Field }) {
  return (
    <IconButton
      icon="smile"
      class="emoji-button"
      label={t.value.insert}
      onClick={(event) =>
        pickEmoji({ anchor: event.currentTarget, onPick: field.insert, onClose: field.focus })
      }
    />
  );
}
