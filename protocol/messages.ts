import { type Static, Type } from 'typebox';
import { Author } from './accounts.ts';
import { File, FilePart, UploadWishes } from './attachments.ts';
import { limits } from './limits.ts';
import { Mention } from './mentions.ts';
import { Reaction } from './reactions.ts';
import { ClientId, closed, Id, Literals, Nullable, Seq, Time } from './values.ts';

/** What is quoted of a message's first file; `thumb` is the address of a small picture of it. */
export const QuotedFile = Type.Object({
  kind: Literals(['image', 'video', 'audio', 'document']),
  name: Type.String(),
  voice: Type.Boolean(),
  thumb: Nullable(Type.String()),
});

export const Quote = Type.Object({
  id: Id,
  seq: Seq,
  author: Author,
  excerpt: Type.String(),
  file: Nullable(QuotedFile),
});
export type Quote = Static<typeof Quote>;

/** `seq` is the message's place in its room and never changes; `clientId` is there for its author only. */
export const Message = Type.Object({
  id: Id,
  room: Id,
  seq: Seq,
  version: Type.Integer(),
  author: Author,
  text: Type.String(),
  clientId: Type.Optional(ClientId),
  replyTo: Nullable(Quote),
  replyToId: Nullable(
    Type.String({ description: 'what it answers, also when that is gone and `replyTo` is null' }),
  ),
  attachments: Type.Array(File),
  reactions: Type.Array(Reaction),
  mentions: Type.Array(Mention),
  createdAt: Time,
  editedAt: Nullable(Time),
});
export type Message = Static<typeof Message>;

/** What a repeated send gets when its message is no longer there. */
export const GoneMessage = Type.Object({
  gone: Type.Literal(true),
  id: Id,
  room: Id,
  seq: Seq,
  clientId: ClientId,
});
export type GoneMessage = Static<typeof GoneMessage>;

/** The length of `text` is judged by the server after parsing, so that it can name it. */
export const NewMessage = Type.Object(
  {
    text: Type.Optional(Type.String({ description: `at most ${limits.textLength} characters` })),
    clientId: Type.Optional(ClientId),
    attachments: Type.Optional(Type.Array(Id, { description: `at most ${limits.filesPerMessage}` })),
    replyTo: Type.Optional(Nullable(Id)),
  },
  closed,
);
export type NewMessage = Static<typeof NewMessage>;

export const EditMessage = Type.Object({ text: Type.String() }, closed);

/** What a message said before; the newest first. `at` is when that text was written. */
export const MessageEdits = Type.Object({
  edits: Type.Array(Type.Object({ text: Type.String(), at: Time })),
});
export type MessageEdits = Static<typeof MessageEdits>;

export const MessagePage = Type.Object({
  messages: Type.Array(Message),
  hasBefore: Type.Boolean(),
  hasAfter: Type.Boolean(),
  asOfSeq: Seq,
});
export type MessagePage = Static<typeof MessagePage>;

/** At most one of `before`, `after`, `around`, `at`; bounds exclusive (`around` inclusive). */
export const PageQuery = Type.Object(
  {
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageSize, default: 50 })),
    before: Type.Optional(Seq),
    after: Type.Optional(Seq),
    around: Type.Optional(Seq),
    at: Type.Optional(
      Type.String({ format: 'date-time', description: 'around the first message of that moment or later' }),
    ),
  },
  closed,
);
export type PageQuery = Static<typeof PageQuery>;

/** `user_uuid` goes before the files; the others where they like. No room named: “General”. */
export const UploadForm = Type.Object({
  user_uuid: Type.Optional(Type.String()),
  ...UploadWishes.properties,
  file: Type.Array(FilePart, { minItems: 1, maxItems: limits.filesPerMessage }),
  room: Type.Optional(Type.String({ description: 'an id, or a name' })),
  text: Type.Optional(Type.String()),
  clientId: Type.Optional(ClientId),
});

/** The specification's upload: one message with its files. `file` is the first of `files`. */
export const UploadAnswer = Type.Object({
  status: Type.Literal('ok'),
  message: Message,
  file: File,
  files: Type.Array(File),
});

export const MessageGone = Type.Object({ id: Id, room: Id });
export const MessagesTrimmed = Type.Object({ room: Id, upToSeq: Seq });
