import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';
import { serve } from './child.ts';

/** The peer of a history page: the same rows by bare better-sqlite3, made into JSON; alone, or behind the same TLS. */
let page: (before: number) => string;

serve({
  listen: ({ path, certPath, keyPath }: { path: string; certPath: string; keyPath: string }) => {
    const db = new Database(path, { readonly: true });
    const room = db.prepare('select room_id from messages limit 1').pluck().safeIntegers(true).get();
    const rows = db.prepare(
      `select cast(m.id as text) as id, m.seq, cast(m.author_id as text) as author, u.name, m.text, m.version,
              m.reply_to, m.created_at, m.edited_at
         from messages m join users u on u.id = m.author_id
        where m.room_id = ? and m.deleted_at is null and m.seq < ? order by m.seq desc limit 50`,
    );
    page = (before) => JSON.stringify({ messages: rows.all(room, before).reverse() });
    const key = { cert: readFileSync(certPath), key: readFileSync(keyPath) };
    const server = createServer({ ...key, minVersion: 'TLSv1.2' }, (request, response) => {
      const body = page(Number(new URL(request.url ?? '', 'https://x').searchParams.get('before')));
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    });
    return new Promise<string>((resolve) =>
      server.listen(0, '127.0.0.1', () =>
        resolve(`https://127.0.0.1:${(server.address() as AddressInfo).port}`),
      ),
    );
  },
  pages: ({ places }: { places: number[] }) =>
    Float64Array.from(places, (before) => {
      const startedAt = performance.now();
      page(before);
      return performance.now() - startedAt;
    }),
});
