import { randomUUID } from 'node:crypto';
import { close, fstat, open } from 'node:fs';
import { promisify } from 'node:util';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ifRangeHolds, judge, wholeSeconds } from './conditions.ts';
import { AppError } from './errors.ts';
import { type FileBody, FilePieces } from './file-pieces.ts';
import { type ByteRange, parseRanges } from './ranges.ts';

/** A file whose bytes never change under its tag. */
export interface SentFile {
  path: string;
  mime: string;
  /** Strong, in quotation marks. */
  etag: string;
}

const openFile = promisify(open);
const statOf = promisify(fstat);
const closeFile = promisify(close);

/** Answers a GET or HEAD with a file, its conditions and its ranges judged as RFC 9110 sections 13 to 15 say. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: SentFile,
): Promise<FastifyReply> {
  // Opened once: what is told and what is sent are of the same file, whatever takes its name meanwhile.
  const opened = await openFile(file.path, 'r').catch(() => null);
  if (opened === null) throw new AppError('not-found');
  let isHandedOn = false;
  try {
    const { size, mtimeMs } = await statOf(opened);
    const body = answer(request, reply, { ...file, size, modifiedAtMs: wholeSeconds(mtimeMs) });
    if (body === null) return reply.send(null);
    isHandedOn = true;
    return reply.send(new FilePieces(opened, body));
  } finally {
    if (!isHandedOn) await closeFile(opened);
  }
}

type Sized = SentFile & { size: number; modifiedAtMs: number };

/** Sets status and headers; null: there is no body. */
function answer(request: FastifyRequest, reply: FastifyReply, file: Sized): FileBody | null {
  const { etag, size, modifiedAtMs } = file;
  reply.headers({
    ETag: etag,
    'Last-Modified': new Date(modifiedAtMs).toUTCString(),
    'Accept-Ranges': 'bytes',
  });
  const verdict = judge(request.headers, file);
  if (verdict === 'failed') return refuse(reply, 'precondition-failed');
  if (verdict === 'not-modified') {
    reply.status(304);
    return null;
  }
  // A range means nothing to a method other than GET (section 14.2).
  const isAsked = request.method === 'GET' && ifRangeHolds(request.headers['if-range']?.toString(), file);
  const ranges = isAsked ? parseRanges(request.headers.range, size) : null;
  if (ranges === 'unsatisfiable') {
    reply.header('Content-Range', `bytes */${size}`);
    return refuse(reply, 'range-not-satisfiable');
  }
  const { body, type, length } = bodyOf(reply, file, ranges);
  reply.type(type).header('Content-Length', String(length));
  return request.method === 'HEAD' || length === 0 ? null : body;
}

/** An error is no form of the file, and is not kept as one. */
function refuse(reply: FastifyReply, code: 'precondition-failed' | 'range-not-satisfiable'): never {
  for (const name of ['Content-Disposition', 'Last-Modified', 'ETag']) reply.removeHeader(name);
  throw new AppError(code);
}

function bodyOf(reply: FastifyReply, { mime, size }: Sized, ranges: ByteRange[] | null) {
  if (ranges === null) return { body: [{ start: 0, end: size - 1 }], type: mime, length: size };
  reply.status(206);
  const [first] = ranges;
  if (ranges.length === 1 && first) {
    reply.header('Content-Range', contentRange(first, size));
    return { body: [first], type: mime, length: lengthOf(first) };
  }
  const boundary = randomUUID();
  const body: FileBody = ranges.flatMap((range) => {
    const head = `--${boundary}\r\nContent-Type: ${mime}\r\nContent-Range: ${contentRange(range, size)}\r\n\r\n`;
    return [`\r\n${head}`, range];
  });
  body.push(`\r\n--${boundary}--\r\n`);
  const length = body.reduce((sum, part) => sum + lengthOf(part), 0);
  return { body, type: `multipart/byteranges; boundary=${boundary}`, length };
}

const contentRange = ({ start, end }: ByteRange, size: number) => `bytes ${start}-${end}/${size}`;
const lengthOf = (part: string | ByteRange) =>
  typeof part === 'string' ? Buffer.byteLength(part) : part.end - part.start + 1;
