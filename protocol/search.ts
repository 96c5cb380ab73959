import { type Static, Type } from 'typebox';
import { searchLimits } from './limits.ts';
import { Message } from './messages.ts';
import { closed, Id, Literals, Nullable, Time } from './values.ts';

/** Where it was found: from which UTF-16 unit of the text up to which (exclusive), in order, never overlapping. */
export const Span = Type.Unsafe<[start: number, end: number]>(
  Type.Array(Type.Integer({ minimum: 0 }), { minItems: 2, maxItems: 2 }),
);
export type Span = Static<typeof Span>;

/** `highlights` lie in the message's text, those of `files` in the names of its attachments. */
export const SearchHit = Type.Object({
  message: Message,
  highlights: Type.Array(Span),
  files: Type.Array(Type.Object({ id: Id, highlights: Type.Array(Span) })),
});
export type SearchHit = Static<typeof SearchHit>;

export const SearchPage = Type.Object({
  hits: Type.Array(SearchHit),
  cursor: Nullable(
    Type.String({
      description: 'goes on from here as `before`; a page may be short, even empty, and yet not be the last',
    }),
  ),
  indexedSince: Nullable(
    Type.Union([Time], { description: 'older messages can’t be found yet: the index is being built' }),
  ),
});
export type SearchPage = Static<typeof SearchPage>;

export const SearchQuery = Type.Object(
  {
    q: Type.String({
      maxLength: searchLimits.queryLength,
      description:
        'words and parts of words, "phrases", from: in: has:image|video|audio|file|link before: after: on: mentions:me, each negated by -',
    }),
    room: Type.Optional(Type.String({ maxLength: 256, description: 'only this room: an id, or a name' })),
    sort: Type.Optional(Literals(['newest', 'best'])),
    before: Type.Optional(Type.String({ maxLength: 128, description: 'the cursor of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: searchLimits.pageSize, default: 25 })),
    zone: Type.Optional(
      Type.String({ maxLength: 64, description: 'IANA name of the time zone whose days are meant; UTC' }),
    ),
  },
  closed,
);
export type SearchQuery = Static<typeof SearchQuery>;
