import { type Static, Type } from 'typebox';
import { Author } from './accounts.ts';
import { File } from './attachments.ts';
import { limits } from './limits.ts';
import { closed, Id, Seq, Time } from './values.ts';

/** One file of a room, and of its message what tells where it stands. */
export const GalleryItem = Type.Object({
  message: Type.Object({ id: Id, seq: Seq, author: Author, createdAt: Time }),
  file: File,
});
export type GalleryItem = Static<typeof GalleryItem>;

/** Ascending by the message's seq, then in the order of its files. */
export const GalleryPage = Type.Object({
  items: Type.Array(GalleryItem),
  hasBefore: Type.Boolean(),
  hasAfter: Type.Boolean(),
  asOfSeq: Seq,
});
export type GalleryPage = Static<typeof GalleryPage>;

/**
 * Bounds are seqs of messages, as for a page of messages. A message's files are never torn apart: an answer may hold
 * more items than `limit`, by the files of one message.
 */
export const GalleryQuery = Type.Object(
  {
    kind: Type.Optional(
      Type.String({
        pattern: '^(image|video|audio|document)(,(image|video|audio|document)){0,3}$',
        description: 'kinds of files, separated by commas',
        default: 'image,video',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.pageSize, default: 50 })),
    before: Type.Optional(Seq),
    after: Type.Optional(Seq),
    around: Type.Optional(Seq),
  },
  closed,
);
export type GalleryQuery = Static<typeof GalleryQuery>;
