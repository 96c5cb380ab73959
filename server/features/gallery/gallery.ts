import type { File } from '../../../protocol/attachments.ts';
import type { GalleryItem, GalleryPage, GalleryQuery } from '../../../protocol/gallery.ts';
import type { Actor, Sql } from '../../db/sql.ts';
import { invalid } from '../../http/errors.ts';
import { authorsOf } from '../accounts/accounts.ts';
import { filesOf } from '../attachments/attachments.ts';
import { findRoomId, roomStream } from '../rooms/rooms.ts';

/** A message that has files of the kinds asked for, and how many. */
interface Holder {
  id: string;
  seq: number;
  author_id: string;
  created_at: number;
  files: number;
}

interface Range {
  kinds: string;
  seq: number;
  limit: number;
}

/** In the order of the index of attachments; what was said between them is never read. */
export const holders = (comparison: '<' | '>') => `
  select m.id, m.seq, m.author_id, m.created_at, count(*) as files
    from attachments a
    join messages m on m.room_id = a.room_id and m.seq = a.seq
    join media f on f.id = a.media_id
   where a.room_id = ? and a.seq ${comparison} ? and m.deleted_at is null
     and f.kind in (select value from json_each(?))
   group by a.seq order by a.seq ${comparison === '<' ? 'desc' : ''} limit ?`;

/** The nearest messages on one side, until they hold `limit` files; `more` tells whether others lie beyond. */
async function side(sql: Sql, room: string, range: Range & { towards: '<' | '>' }) {
  const rows = await sql.all<Holder>(
    holders(range.towards),
    room,
    range.seq,
    range.kinds,
    // Each holds a file at least, so that one more than asked tells whether there are others.
    range.limit + 1,
  );
  let count = 0;
  const taken: Holder[] = [];
  for (const row of rows) {
    if (count >= range.limit) break;
    taken.push(row);
    count += row.files;
  }
  const more = rows.length > taken.length;
  return { rows: range.towards === '<' ? taken.reverse() : taken, more };
}

async function readWindow(sql: Sql, room: string, query: GalleryQuery) {
  const { before, after, around } = query;
  const limit = query.limit ?? 50;
  const kinds = JSON.stringify((query.kind ?? 'image,video').split(','));
  if ([before, after, around].filter((bound) => bound !== undefined).length > 1) {
    throw invalid('before, after, around', 'one of them');
  }
  const earlier = (seq: number, most: number) => side(sql, room, { kinds, seq, limit: most, towards: '<' });
  const later = (seq: number, most: number) => side(sql, room, { kinds, seq, limit: most, towards: '>' });
  if (after !== undefined) {
    const [page, beyond] = [await later(after, limit), await earlier(after + 1, 1)];
    return { rows: page.rows, hasBefore: beyond.rows.length > 0, hasAfter: page.more };
  }
  if (around !== undefined) {
    const half = Math.ceil(limit / 2);
    const below = await later(around - 1, half);
    const above = await earlier(around, Math.max(1, limit - half));
    return { rows: [...above.rows, ...below.rows], hasBefore: above.more, hasAfter: below.more };
  }
  const page = await earlier(before ?? Number.MAX_SAFE_INTEGER, limit);
  const hasAfter = before !== undefined && (await later(before - 1, 1)).rows.length > 0;
  return { rows: page.rows, hasBefore: page.more, hasAfter };
}

async function itemsOf(sql: Sql, rows: readonly Holder[], kinds: readonly string[]): Promise<GalleryItem[]> {
  const authors = await authorsOf(
    sql,
    rows.map((row) => row.author_id),
  );
  const files = await filesOf(
    sql,
    rows.map((row) => row.id),
  );
  return rows.flatMap((row) => {
    const message = {
      id: row.id,
      seq: row.seq,
      author: authors.get(row.author_id) ?? { id: row.author_id, name: '?', avatar: null },
      createdAt: new Date(row.created_at).toISOString(),
    };
    const own: File[] = files.get(row.id) ?? [];
    return own.filter((file) => kinds.includes(file.kind)).map((file) => ({ message, file }));
  });
}

/** A page of a room's files in order, and the stream's seq that it is true for; throws `room-not-found`. */
async function readGallery(
  sql: Sql,
  _actor: Actor,
  input: { room: string; query: GalleryQuery },
): Promise<GalleryPage> {
  const room = await findRoomId(sql, input.room);
  const { rows, hasBefore, hasAfter } = await readWindow(sql, room, input.query);
  const items = await itemsOf(sql, rows, (input.query.kind ?? 'image,video').split(','));
  const stream = await sql.get<{ seq: number }>('select seq from streams where name = ?', roomStream(room));
  return { items, hasBefore, hasAfter, asOfSeq: stream?.seq ?? 0 };
}

export const galleryReads = { 'gallery.page': readGallery };
