import { messageChanges } from './client/timeline.ts';
import { VoiceButton } from './features/audio/voice-button.tsx';
import { onTyped, tools } from './features/composer/slots.ts';
import { EditedMark } from './features/edits/edits.tsx';
import { EmojiButton } from './features/emoji/emoji-button.tsx';
import { mentionParts, roomParts } from './features/mentions/mentions.tsx';
import { aboveText, afterText, textParts, underMessage } from './features/messages/slots.ts';
import { QuoteCard } from './features/quotes/quotes.tsx';
import { Reactions } from './features/reactions/reactions.tsx';
import { followReactions } from './features/reactions/reducer.ts';
import { tellTyping } from './features/typing/typing.ts';

/**
 * What each feature puts into a message and into the composer for the first paint; `web/later.ts` has the rest. The
 * order here is the order on the page.
 */
textParts.push(mentionParts, roomParts);
aboveText.push(QuoteCard);
afterText.push(EditedMark);
underMessage.push(Reactions);
followReactions(messageChanges);

onTyped.push(tellTyping);
tools.push(EmojiButton, VoiceButton);
