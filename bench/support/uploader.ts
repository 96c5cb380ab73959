import { serve } from './child.ts';
import { LightHttp, type Target } from './light.ts';

let body = Buffer.alloc(0);
const boundary = 'benchbenchbenchbenchbenchbench';

serve({
  /** A long text: of all files the one that asks least of the workers afterwards. */
  prepare: ({ megabytes }: { megabytes: number }) => {
    const line = 'a line of a long text, and then another, and so on and on.\n';
    const text = Buffer.alloc(megabytes * 1_000_000, line);
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="long.txt"\r\nContent-Type: text/plain\r\n\r\n`;
    body = Buffer.concat([Buffer.from(head), text, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  },
  send: async (input: Target & { path: string; secret: string; atOnce: number }) => {
    const { path, secret, atOnce } = input;
    const open = await Promise.all(Array.from({ length: atOnce }, () => LightHttp.open(input)));
    const startedAt = performance.now();
    const headers = [`Content-Type: multipart/form-data; boundary=${boundary}`];
    const answers = await Promise.all(open.map((http) => http.ask('POST', path, { secret, headers, body })));
    const took = performance.now() - startedAt;
    for (const http of open) http.close();
    for (const { status, body: text } of answers)
      if (status !== 201) throw new Error(`${status}: ${text.toString()}`);
    return took;
  },
});
