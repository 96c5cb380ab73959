import { logWrites } from './db/log.ts';
import { serveThread } from './db/thread.ts';
import {
  accountReads,
  accountRenderers,
  accountWrites,
  personCreated,
} from './features/accounts/accounts.ts';
import { attachmentReads, attachmentRenderers, attachmentWrites } from './features/attachments/verbs.ts';
import { galleryReads } from './features/gallery/gallery.ts';
import {
  mentionRenderers,
  mentionsPart,
  mentionWrites,
  settleMentions,
} from './features/mentions/mentions.ts';
import {
  messageParts,
  messageReads,
  messageRenderers,
  messageWrites,
  textWritten,
} from './features/messages/messages.ts';
import { metricsReads } from './features/metrics/metrics.ts';
import { notifyRenderers, notifyWrites } from './features/notify/notify.ts';
import { overviewReads } from './features/overview/overview.ts';
import { reactionRenderers, reactionsPart, reactionWrites } from './features/reactions/reactions.ts';
import { roomReads, roomRenderers, roomWrites } from './features/rooms/rooms.ts';
import { searchReads, searchWrites } from './features/search/search.ts';
import { startRead, unreadReads, unreadRenderers, unreadWrites } from './features/unread/unread.ts';

/** Every verb that runs on the database's threads; the other half of `app.ts`. */
const writes = {
  ...logWrites,
  ...accountWrites,
  ...roomWrites,
  ...attachmentWrites,
  ...messageWrites,
  ...reactionWrites,
  ...mentionWrites,
  ...searchWrites,
  ...unreadWrites,
  ...notifyWrites,
};
const reads = {
  ...accountReads,
  ...roomReads,
  ...attachmentReads,
  ...messageReads,
  ...unreadReads,
  ...galleryReads,
  ...searchReads,
  ...metricsReads,
  ...overviewReads,
};
const renderers = {
  ...accountRenderers,
  ...roomRenderers,
  ...attachmentRenderers,
  ...messageRenderers,
  ...reactionRenderers,
  ...mentionRenderers,
  ...unreadRenderers,
  ...notifyRenderers,
};

export type Writes = typeof writes;
export type Reads = typeof reads;

personCreated.push(startRead);
messageParts.push(reactionsPart, mentionsPart);
textWritten.push(settleMentions);

serveThread({ writes, reads, renderers });
