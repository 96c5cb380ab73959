import { copyTextAction } from './features/messages/copy-text.ts';
import { barStart, messageActions, underMessage } from './features/messages/slots.ts';
import { QuickReactions, Reactions, reactAction } from './features/reactions/reactions.tsx';

/** What each feature puts into a message. The order here is the order on the page. */
barStart.push(QuickReactions);
messageActions.push(reactAction);
messageActions.push(copyTextAction);
underMessage.push(Reactions);
