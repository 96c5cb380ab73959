import { randomUUID } from 'node:crypto';
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
