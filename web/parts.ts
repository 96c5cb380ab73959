import { VoiceButton } from './features/audio/voice-button.tsx';
import {
  aboveField,
  commands,
  completionSources,
  fieldKeys,
  onArrowUp,
  onPaste,
  onTyped,
  tools,
  whileTyping,
} from './features/composer/slots.ts';
import { deleteAction } from './features/deletion/deletion.tsx';
import { EditedMark, Editing, editAction, editLast } from './features/edits/edits.tsx';
import { closeShortcode, EmojiButton, emojiSource, reactToLast } from './features/emoji/composing.tsx';
import { copyLinkAction } from './features/history/copy-link.ts';
import { formatKey, pasteAsLink } from './features/markdown/formatting.ts';
import { Preview } from './features/markdown/preview.tsx';
import { mentionParts, mentionSource, roomParts, roomSource } from './features/mentions/mentions.tsx';
import { copyTextAction } from './features/messages/copy-text.ts';
import {
  aboveText,
  afterText,
  barStart,
  messageActions,
  textParts,
  underMessage,
} from './features/messages/slots.ts';
import { QuoteCard, quotePartAction, ReplyingTo, replyAction } from './features/quotes/quotes.tsx';
import { QuickReactions, Reactions, reactAction } from './features/reactions/reactions.tsx';
import { tellTyping } from './features/typing/typing.ts';
import { markUnreadAction } from './features/unread/marking.ts';

/** What each feature puts into a message and into the composer. The order here is the order on the page. */
barStart.push(QuickReactions);
messageActions.push(
  reactAction,
  replyAction,
  quotePartAction,
  editAction,
  copyTextAction,
  copyLinkAction,
  markUnreadAction,
  deleteAction,
);
textParts.push(mentionParts, roomParts);
aboveText.push(QuoteCard);
afterText.push(EditedMark);
underMessage.push(Reactions);

completionSources.push(emojiSource, mentionSource, roomSource);
commands.push(reactToLast);
onArrowUp.push(editLast);
whileTyping.push(closeShortcode);
aboveField.push(ReplyingTo, Editing, Preview);
fieldKeys.push(formatKey);
onPaste.push(pasteAsLink);
onTyped.push(tellTyping);
tools.push(EmojiButton, VoiceButton);
