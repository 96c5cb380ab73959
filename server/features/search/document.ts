import type { Sql } from '../../db/sql.ts';
import { filesOf } from '../attachments/attachments.ts';
import { fold } from './fold.ts';

/** What of a message can be found. */
export interface Document {
  id: string;
  /** Words of the index about the message, apart from its text: `room…`, `from…`, `hasimage`; none where it is hidden. */
  facets: string;
  /** Its text, then the names of its files, each folded and on a line. */
  body: string;
}

export const roomFacet = (room: string): string => `room${room}`;
export const authorFacet = (person: string): string => `from${person}`;
export const mentionFacet = (person: string): string => `mentions${person}`;

/** What `has:` may ask for, and the index's word for it. */
export const hasFacets = {
  image: 'hasimage',
  video: 'hasvideo',
  audio: 'hasaudio',
  file: 'hasdocument',
  link: 'haslink',
} as const;

const link = /https?:\/\/[^\s<>"]/i;

interface Row {
  id: string;
  room_id: string;
  author_id: string;
  text: string;
  deleted_at: number | null;
}

/** As things are now, for those of the messages that exist; whoever is hidden and may come back has nothing to be found. */
export async function readDocuments(sql: Sql, ids: readonly string[]): Promise<Map<string, Document>> {
  const rows = await sql.all<Row>(
    `select id, room_id, author_id, text, deleted_at from messages where id in (select value from json_each(?))`,
    JSON.stringify(ids),
  );
  const files = await filesOf(
    sql,
    rows.map((row) => row.id),
  );
  const called = await calledBy(sql, ids);
  return new Map(
    rows.map((row) => [
      row.id,
      documentOf(row, { files: files.get(row.id) ?? [], called: called.get(row.id) ?? [] }),
    ]),
  );
}

/** Whom each message calls, by name or among everyone. */
async function calledBy(sql: Sql, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await sql.all<{ id: string; people: string }>(
    `select message_id as id, json_group_array(cast(user_id as text) order by user_id) as people from message_mentions
      where message_id in (select value from json_each(?)) group by message_id`,
    JSON.stringify(ids),
  );
  return new Map(rows.map(({ id, people }) => [id, JSON.parse(people) as string[]]));
}

interface Around {
  files: readonly { name: string; kind: string }[];
  called: readonly string[];
}

function documentOf(row: Row, { files, called }: Around): Document {
  if (row.deleted_at !== null) return { id: row.id, facets: '', body: '' };
  const facets = new Set([roomFacet(row.room_id), authorFacet(row.author_id), ...called.map(mentionFacet)]);
  for (const { kind } of files) facets.add(`has${kind}`);
  if (link.test(row.text)) facets.add(hasFacets.link);
  const body = [row.text, ...files.map(({ name }) => name)].map(fold).join('\n');
  return { id: row.id, facets: [...facets].join(' '), body };
}
