import type { File } from '../../protocol/attachments.ts';
import type { Message, MessagePage } from '../../protocol/messages.ts';
import type { EventFrame, EventName } from '../../protocol/socket.ts';

/**
 * A window onto one room's messages, ascending by seq without a hole: between the first and the last it holds all that
 * the room holds. `hasAfter` is true when the present lies below it; then new messages are not added.
 */
export type Timeline = {
  readonly messages: readonly Message[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
};

/** At the present, more than this many messages at once are not kept; only those near the screen are drawn. */
export const windowSize = 150;

/** Nor more than this many for who reads further up: enough for several screens in either direction. */
export const widestWindow = windowSize * 2;

const indexFrom = (messages: readonly Message[], seq: number) => {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
};

const covers = ({ messages, hasBefore, hasAfter }: Timeline, seq: number) => {
  const first = messages[0]?.seq ?? 0;
  const last = messages.at(-1)?.seq ?? 0;
  return (seq >= first || !hasBefore) && (seq <= last || !hasAfter);
};

/** The last version wins; an older one changes nothing. Outside of the window nothing is put. */
export function withMessage(timeline: Timeline, message: Message): Timeline {
  if (!covers(timeline, message.seq)) return timeline;
  const { messages } = timeline;
  const at = indexFrom(messages, message.seq);
  const found = messages[at];
  if (found?.seq !== message.seq) {
    return { ...timeline, messages: [...messages.slice(0, at), message, ...messages.slice(at)] };
  }
  if (found.version > message.version) return timeline;
  // Only the author is told the clientId, and not in every event; the page keys by it, so it must not get lost.
  const kept = found.clientId === undefined ? message : { ...message, clientId: found.clientId };
  return { ...timeline, messages: messages.with(at, kept) };
}

const without = (timeline: Timeline, gone: (message: Message) => boolean): Timeline => {
  const messages = timeline.messages.filter((message) => !gone(message));
  return messages.length === timeline.messages.length ? timeline : { ...timeline, messages };
};

const excerptLength = 160;

/** What a reply shows of a message. */
export function quoteOf({
  id,
  seq,
  author,
  text,
  attachments: [file],
}: Message): NonNullable<Message['replyTo']> {
  const quoted = file && {
    kind: file.kind,
    name: file.name,
    voice: file.voice,
    thumb: file.urls.thumb400 ?? null,
  };
  return { id, seq, author, excerpt: text.slice(0, excerptLength), file: quoted ?? null };
}

function withFile(timeline: Timeline, messageId: string | null, file: File): Timeline {
  const at = timeline.messages.findIndex(({ id }) => id === messageId);
  const message = timeline.messages[at];
  if (!message) return timeline;
  const attachments = message.attachments.map((one) => (one.id === file.id ? file : one));
  const changed = { ...message, attachments };
  return withQuotes({ ...timeline, messages: timeline.messages.with(at, changed) }, message.id, changed);
}

/** Of events that change one message alone: what a feature makes of it, the same message where that is nothing. */
export const messageChanges = new Map<EventName, (message: Message, data: never) => Message>();

function withChange(timeline: Timeline, { event, data }: EventFrame): Timeline {
  const change = messageChanges.get(event);
  const of = change && 'message' in data ? data.message : null;
  const at = timeline.messages.findIndex(({ id }) => id === of);
  const message = timeline.messages[at];
  const changed = message && change?.(message, data as never);
  if (!changed || changed === message) return timeline;
  return { ...timeline, messages: timeline.messages.with(at, changed) };
}

/** How far the server is with a file, told by signals between its events. */
export function withProgress(timeline: Timeline, fileId: string, progress: number): Timeline {
  const message = timeline.messages.find(({ attachments }) => attachments.some(({ id }) => id === fileId));
  const file = message?.attachments.find(({ id }) => id === fileId);
  if (!message || file?.state !== 'processing') return timeline;
  return withFile(timeline, message.id, { ...file, progress });
}

/** What replies show of a message that changed, or is gone (null). */
function withQuotes(timeline: Timeline, id: string, quoted: Message | null): Timeline {
  if (!timeline.messages.some(({ replyToId }) => replyToId === id)) return timeline;
  const messages = timeline.messages.map((message) => {
    if (message.replyToId !== id) return message;
    return { ...message, replyTo: quoted && quoteOf(quoted) };
  });
  return { ...timeline, messages };
}

/** Applies one event of the room's stream. Applying it twice, or late, gives the same. */
export function applyToTimeline(timeline: Timeline, frame: EventFrame): Timeline {
  switch (frame.event) {
    case 'message.posted':
      return withMessage(timeline, frame.data);
    case 'message.restored':
      return withQuotes(withMessage(timeline, frame.data), frame.data.id, frame.data);
    case 'message.updated': {
      const isThere = timeline.messages.some(({ id }) => id === frame.data.id);
      return withQuotes(isThere ? withMessage(timeline, frame.data) : timeline, frame.data.id, frame.data);
    }
    case 'message.deleted': {
      const { id: gone } = frame.data;
      return withQuotes(
        without(timeline, ({ id }) => id === gone),
        gone,
        null,
      );
    }
    case 'message.trimmed': {
      const { upToSeq } = frame.data;
      const left = without(timeline, ({ seq }) => seq <= upToSeq);
      const trimmed = left.messages.some(({ replyTo }) => replyTo && replyTo.seq <= upToSeq)
        ? {
            ...left,
            messages: left.messages.map((message) =>
              message.replyTo && message.replyTo.seq <= upToSeq ? { ...message, replyTo: null } : message,
            ),
          }
        : left;
      const first = timeline.messages[0];
      const nothingBefore = first === undefined || first.seq <= frame.data.upToSeq;
      return nothingBefore && trimmed.hasBefore ? { ...trimmed, hasBefore: false } : trimmed;
    }
    case 'attachment.updated':
      return withFile(timeline, frame.data.message, frame.data.file);
    default:
      return withChange(timeline, frame);
  }
}

export const fromPage = ({ messages, hasBefore, hasAfter }: MessagePage): Timeline => ({
  messages,
  hasBefore,
  hasAfter,
});

/** Puts an older page above, and lets the newest messages go where the window would grow too large. */
export function withPageBefore(timeline: Timeline, page: MessagePage): Timeline {
  const first = timeline.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = page.messages.filter(({ seq }) => seq < first);
  const all = [...older, ...timeline.messages];
  const cut = all.length > widestWindow;
  return {
    messages: cut ? all.slice(0, widestWindow) : all,
    hasBefore: page.hasBefore,
    hasAfter: timeline.hasAfter || cut,
  };
}

/** Puts a newer page below, and lets the oldest messages go. */
export function withPageAfter(timeline: Timeline, page: MessagePage): Timeline {
  const last = timeline.messages.at(-1)?.seq ?? 0;
  const newer = page.messages.filter(({ seq }) => seq > last);
  const all = [...timeline.messages, ...newer];
  const cut = all.length > widestWindow;
  return {
    messages: cut ? all.slice(-widestWindow) : all,
    hasBefore: timeline.hasBefore || cut,
    hasAfter: page.hasAfter,
  };
}

/** For a reader at the present: what lies far above is let go, so that a room left open for days stays small. */
export function shortened(timeline: Timeline, size = windowSize): Timeline {
  if (timeline.messages.length <= size) return timeline;
  return { ...timeline, messages: timeline.messages.slice(-size), hasBefore: true };
}
