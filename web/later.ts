import { keepShell } from './client/shell.ts';
import {
  aboveField,
  arrived,
  commands,
  completionSources,
  fieldKeys,
  onArrowUp,
  onPaste,
  suggestions,
  whileTyping,
} from './features/composer/slots.ts';
import { Suggestions } from './features/composer/suggestions.tsx';
import { preloadBanner } from './features/connection/door.tsx';
import { deleteAction } from './features/deletion/deletion.ts';
import { Editing, editAction, editLast } from './features/edits/editing.tsx';
import { closeShortcode, emojiSource } from './features/emoji/composing.ts';
import { copyLinkAction } from './features/history/copy-link.ts';
import { formatKey, pasteAsLink } from './features/markdown/formatting.ts';
import { Preview } from './features/markdown/preview.tsx';
import { mentionSource, roomSource } from './features/mentions/suggesting.tsx';
import { copyTextAction } from './features/messages/copy-text.ts';
import { followMessages } from './features/messages/following.ts';
import { Bar, BarMenu, openMessageMenu } from './features/messages/message-bar.tsx';
import { barStart, messageActions } from './features/messages/slots.ts';
import { tools } from './features/messages/tools.tsx';
import { startNotifications } from './features/notifications/notifications.ts';
import { quoteAction, ReplyingTo, replyAction } from './features/quotes/replying.tsx';
import { reactToLast } from './features/reactions/react-to-last.ts';
import { QuickReactions, reactAction } from './features/reactions/reacting.tsx';
import { loadNoLink } from './features/session/door.ts';
import { markUnreadAction } from './features/unread/mark-unread.ts';
import { loadMoreIcons } from './ui/icon.tsx';
import { watchKeyboard } from './ui/keyboard.ts';
import { startTooltips } from './ui/tooltip.ts';

/** What one doesn't need to see the messages and to write one. Fetched right after these are on the page. */
export function startLater(): void {
  barStart.push(QuickReactions);
  messageActions.push(
    reactAction,
    replyAction,
    quoteAction,
    editAction,
    copyTextAction,
    copyLinkAction,
    markUnreadAction,
    deleteAction,
  );
  tools.value = { Bar, Menu: BarMenu, follow: followMessages, openMenu: openMessageMenu };

  completionSources.push(emojiSource, mentionSource, roomSource);
  commands.push(reactToLast);
  onArrowUp.push(editLast);
  whileTyping.push(closeShortcode);
  aboveField.push(ReplyingTo, Editing, Preview);
  fieldKeys.push(formatKey);
  onPaste.push(pasteAsLink);
  suggestions.value = Suggestions;
  arrived.value = true;

  startTooltips();
  watchKeyboard();
  startNotifications();
  void preloadBanner();
  void loadNoLink().catch(() => undefined);
  loadMoreIcons();
  void keepShell();
}
