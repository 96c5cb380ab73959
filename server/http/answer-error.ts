import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors } from '../../protocol/errors.ts';
import { AppError, errorSentence, invalid } from './errors.ts';
import { languageOf } from './language.ts';

/** Turns whatever was thrown into the one shape of error; nobody but the log learns of an unforeseen one. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    sendError(request, reply, asAppError(error, request));
  });
  app.setNotFoundHandler((request, reply) => sendError(request, reply, new AppError('not-found')));
}

export function sendError(request: FastifyRequest, reply: FastifyReply, error: AppError): FastifyReply {
  const { seconds } = error.details;
  if (error.code === 'rate-limited' && seconds !== undefined)
    void reply.header('Retry-After', String(seconds));
  return reply
    .status(errors[error.code].status)
    .header('Cache-Control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer((body) => JSON.stringify(body))
    .send({
      status: 'error',
      code: error.code,
      error: errorSentence(error, languageOf(request)),
      details: error.details,
    });
}

/** For what never reaches a route, such as an address that cannot be decoded. */
export function answerFrameworkError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  sendError(request, reply, asAppError(error, request));
}

const statusOf: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

/** What is still coming is taken for so long, or the answer would be lost with the connection. */
const drainMs = 2000;
const answered = new WeakSet<Socket>();

/** For what never became a request: no HTTP, headers without end, or none in time. Nothing of it tells a language. */
export function answerNoRequest(error: Error & { code?: string }, socket: Socket): void {
  // Each further piece of the same is told as well.
  if (answered.has(socket)) return;
  // Into the midst of another answer it would be a part of that; only here does Node tell, and looks itself.
  const { _httpMessage: underWay } = socket as Socket & { _httpMessage?: { headersSent: boolean } };
  if (error.code === 'ECONNRESET' || !socket.writable || underWay?.headersSent) return void socket.destroy();
  answered.add(socket);
  const status = statusOf[error.code ?? ''] ?? 400;
  const problem = invalid('request', 'a well-formed request');
  const body = JSON.stringify({
    status: 'error',
    code: problem.code,
    error: errorSentence(problem, 'en'),
    details: problem.details,
  });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  const cut = setTimeout(() => socket.destroy(), drainMs).unref();
  socket.once('close', () => clearTimeout(cut));
}

function asAppError(error: FastifyError | Error, request: FastifyRequest): AppError {
  if (error instanceof AppError) return error;
  const { code = '', statusCode = 500, validation } = error as Partial<FastifyError>;
  if (validation) return fromValidation(validation);
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new AppError('body-too-large');
  if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || error instanceof SyntaxError) return invalid('body', 'JSON');
  if (code.startsWith('FST_ERR_CTP')) return invalid('content-type', 'application/json');
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('storage-full');
  // The text of Fastify's own errors repeats the address, in which a secret may stand.
  if (statusCode >= 400 && statusCode < 500) return invalid('request', 'a well-formed request');
  const id = randomUUID();
  request.log.error({ err: error, id, route: request.routeOptions.url }, 'request failed');
  return new AppError('internal', { id });
}

function fromValidation(validation: NonNullable<FastifyError['validation']>): AppError {
  const [first] = validation;
  const named = first?.params as
    | { requiredProperties?: string[]; additionalProperties?: string[] }
    | undefined;
  const path = (first?.instancePath ?? '').slice(1).replaceAll('/', '.');
  const property = named?.requiredProperties?.[0] ?? named?.additionalProperties?.[0];
  const field = [path, property].filter(Boolean).join('.');
  return invalid(field || 'body', first?.message ?? '?');
}
