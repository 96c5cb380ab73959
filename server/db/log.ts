import type { Actor, Emission, Sql, Write } from './sql.ts';

/** An event as it leaves the database: one frame of text for everyone, and another for one person where they differ. */
export interface RenderedEvent {
  stream: string;
  seq: number;
  event: string;
  subject: string;
  frame: string;
  own?: { person: string; frame: string };
  invalidates?: string[];
}

/** Renders the latest state of an event's thing; of one that is gone, its removal. */
export type Renderer = (
  sql: Sql,
  event: { subject: string; stream: string; extra: Record<string, unknown> },
) => Promise<{ event?: string; data: unknown; own?: { person: string; data: unknown } }>;
export type Renderers = Record<string, Renderer>;

export interface EventRow {
  stream: string;
  seq: number;
  event: string;
  subject: string;
  extra: string | null;
}

export function frameText(stream: string, seq: number, event: string, data: unknown): string {
  return `{"type":"event","stream":${JSON.stringify(stream)},"seq":${seq},"event":"${event}","data":${JSON.stringify(data)}}`;
}

/** Appends to the log inside the caller's transaction. The row lock of the stream orders commits as it orders seqs. */
export async function appendEvent(sql: Sql, emission: Emission, now: number): Promise<number> {
  const stream =
    (await sql.get<{ id: number; seq: number }>(
      'update streams set seq = seq + 1 where name = ? returning id, seq',
      emission.stream,
    )) ??
    (await sql.get<{ id: number; seq: number }>(
      'insert into streams (name, seq) values (?, 1) returning id, seq',
      emission.stream,
    ));
  if (!stream) throw new Error(`stream ${emission.stream} took no event`);
  const extra = emission.extra ? JSON.stringify(emission.extra) : null;
  await sql.run(
    'insert into events (stream_id, seq, event, subject, extra, at) values (?, ?, ?, ?, ?, ?)',
    stream.id,
    stream.seq,
    emission.event,
    emission.subject,
    extra,
    now,
  );
  return stream.seq;
}

/** The body for a delivery that happens now, from the state as it is now. */
export async function renderRow(sql: Sql, renderers: Renderers, row: EventRow): Promise<RenderedEvent> {
  const render = renderers[row.event];
  if (!render) throw new Error(`no renderer for event ${row.event}`);
  const { stream, seq } = row;
  const made = await render(sql, {
    subject: row.subject,
    stream,
    extra: row.extra ? (JSON.parse(row.extra) as Record<string, unknown>) : {},
  });
  const event = made.event ?? row.event;
  return {
    stream,
    seq,
    event,
    subject: row.subject,
    frame: frameText(stream, seq, event, made.data),
    ...(made.own && {
      own: { person: made.own.person, frame: frameText(stream, seq, event, made.own.data) },
    }),
  };
}

/** The events of one stream after `since`, up to `upTo`, at most `limit`, rendered from the state as it is now. */
export async function readLog(
  sql: Sql,
  renderers: Renderers,
  range: { stream: string; since: number; upTo: number; limit: number },
): Promise<RenderedEvent[]> {
  const rows = await sql.all<EventRow>(
    `select s.name as stream, e.seq, e.event, e.subject, e.extra
       from events e join streams s on s.id = e.stream_id
      where s.name = ? and e.seq > ? and e.seq <= ? order by e.seq limit ?`,
    range.stream,
    range.since,
    range.upTo,
    range.limit,
  );
  const rendered: RenderedEvent[] = [];
  for (const row of rows)
    rendered.push(await renderRow(sql, renderers, { ...row, subject: String(row.subject) }));
  return rendered;
}

/** Drops what is older than the log's retention, a bounded number of rows a call; answers each stream's new tail. */
async function trimLog(
  sql: Sql,
  keep: { olderThan: number; events: number; atMost: number },
): Promise<{ stream: string; tail: number }[]> {
  const changed: { stream: string; tail: number }[] = [];
  const streams = await sql.all<{ id: number; name: string; seq: number; tail: number }>(
    'select id, name, seq, tail from streams where seq > tail',
  );
  for (const stream of streams) {
    const byAge = await sql.get<{ seq: number | null }>(
      'select max(seq) as seq from (select seq, at from events where stream_id = ? order by seq limit ?) where at < ?',
      stream.id,
      keep.atMost,
      keep.olderThan,
    );
    const tail = Math.min(
      stream.tail + keep.atMost,
      Math.max(stream.tail, byAge?.seq ?? 0, stream.seq - keep.events),
    );
    if (tail === stream.tail) continue;
    await sql.run('delete from events where stream_id = ? and seq <= ?', stream.id, tail);
    await sql.run('update streams set tail = ? where id = ?', tail, stream.id);
    changed.push({ stream: stream.name, tail });
  }
  return changed;
}

export const logWrites = {
  'log.trim': (tx: Write, _actor: Actor, keep: { olderThan: number; events: number; atMost: number }) =>
    trimLog(tx, keep),
};
