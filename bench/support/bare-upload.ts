import { createWriteStream, readFileSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { serve } from './child.ts';

/** The peer of an upload: busboy to the disk behind the same TLS. The files are removed when all are there. */
let written: string[] = [];

serve({
  listen: ({ folder, certPath, keyPath }: { folder: string; certPath: string; keyPath: string }) => {
    const key = { cert: readFileSync(certPath), key: readFileSync(keyPath) };
    let number = 0;
    const server = createServer({ ...key, minVersion: 'TLSv1.2' }, (request, response) => {
      const done: Promise<void>[] = [];
      const form = new Busboy({ headers: request.headers as BusboyHeaders });
      form.on('file', (_name, stream) => {
        const path = join(folder, `upload-${++number}`);
        written.push(path);
        done.push(pipeline(stream, createWriteStream(path)));
      });
      form.on('finish', () => {
        void Promise.all(done).then(() => {
          response.writeHead(201, { 'content-length': 2 });
          response.end('{}');
        });
      });
      request.pipe(form);
    });
    return new Promise<string>((resolve) =>
      server.listen(0, '127.0.0.1', () =>
        resolve(`https://127.0.0.1:${(server.address() as AddressInfo).port}`),
      ),
    );
  },
  clear: async () => {
    for (const path of written) await unlink(path);
    written = [];
  },
});
