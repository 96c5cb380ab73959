import type { FastifyReply, FastifyRequest } from 'fastify';
import { errors } from '../../protocol/errors.ts';
import { type AppError, errorSentence } from './errors.ts';
import { languageOf } from './language.ts';

const drainMs = 2000;
const drainBytes = 8 * 1024 * 1024;

/**
 * Answers while the body is still arriving. Closing at once would reset the connection before the sentence is read,
 * so the rest is thrown away for a while first.
 */
export function refuseWhileStreaming(
  request: FastifyRequest,
  reply: FastifyReply,
  error: AppError,
): FastifyReply {
  const { code, details } = error;
  const body = JSON.stringify({
    status: 'error',
    code,
    error: errorSentence(error, languageOf(request)),
    details,
  });
  void reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value);
  if (details.seconds !== undefined) raw.setHeader('Retry-After', String(details.seconds));
  raw.writeHead(errors[code].status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    Connection: 'close',
  });
  raw.write(body);
  let drained = 0;
  const timer = setTimeout(() => request.raw.socket.destroy(), drainMs);
  request.raw.unpipe();
  request.raw.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > drainBytes) request.raw.socket.destroy();
  });
  const end = () => {
    clearTimeout(timer);
    raw.end();
  };
  if (request.raw.readableEnded) end();
  else request.raw.once('end', end);
  request.raw.once('close', () => clearTimeout(timer));
  request.raw.on('error', () => {});
  request.raw.resume();
  return reply;
}
