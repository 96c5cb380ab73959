import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { limits } from '../../../protocol/limits.ts';
import { GoneMessage, type NewMessage, UploadAnswer, UploadForm } from '../../../protocol/messages.ts';
import { ClientId } from '../../../protocol/values.ts';
import type { Context } from '../../context.ts';
import type { Actor } from '../../db/sql.ts';
import { AppError, invalid } from '../../http/errors.ts';
import { failures } from '../../http/schemas.ts';
import type { Intake, Received } from '../attachments/attachments.ts';
import { checkedText } from './messages.ts';
import { peopleHere } from './people-here.ts';

interface Form {
  actor: Actor;
  fields: Record<string, string>;
  received: Received[];
}

/** The specification's `POST /api/upload`: one message with its files, all or nothing. */
export function mountUploadRoute(context: Context, intake: Intake): void {
  context.app.post(
    '/api/upload',
    {
      schema: {
        response: { 201: UploadAnswer, 200: Type.Union([UploadAnswer, GoneMessage]), ...failures },
        consumes: ['multipart/form-data'],
      },
      config: { ...intake.rate.config, form: UploadForm },
    },
    (request, reply) =>
      intake.whileStreaming(request as FastifyRequest, reply as FastifyReply, async () => {
        await intake.requireRoom(request as FastifyRequest);
        const received: Received[] = [];
        let leave = () => {};
        const onSender = (actor: Actor) => {
          leave = intake.slot(actor);
        };
        try {
          const input = { request: request as FastifyRequest, received, onSender };
          const posted = await post(context, intake, await readForm(context, intake, input));
          if ('gone' in posted.message) return reply.status(200).send(posted.message);
          const { message } = posted;
          const [file] = message.attachments;
          if (!file) throw new AppError('no-file');
          return reply
            .status(posted.repeated ? 200 : 201)
            .send({ status: 'ok', message, file, files: message.attachments });
        } finally {
          leave();
          await intake.discard(received);
        }
      }),
  );
}

/** Who sends is known by a header, a session, or the field `user_uuid` before the files. */
async function readForm(
  context: Context,
  intake: Intake,
  input: { request: FastifyRequest; received: Received[]; onSender: (actor: Actor) => void },
): Promise<Form> {
  const { request, received } = input;
  const fields: Record<string, string> = {};
  let { actor } = request;
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      if (part.valueTruncated)
        throw new AppError('text-too-long', { length: null, limit: limits.textLength });
      fields[part.fieldname] = String(part.value);
      if (part.fieldname === 'user_uuid') {
        actor ??= await context.identities.find({ by: 'secret', value: String(part.value) });
      }
      continue;
    }
    if (!actor) throw new AppError('unauthenticated');
    if (received.length === 0) input.onSender(actor);
    if (received.length >= limits.filesPerMessage)
      throw new AppError('too-many-files', { limit: limits.filesPerMessage });
    received.push(await intake.receive(part));
  }
  if (!actor) throw new AppError('unauthenticated');
  if (received.length === 0) throw new AppError('no-file');
  return { actor, fields, received };
}

async function post(context: Context, intake: Intake, form: Form) {
  const { actor, fields } = form;
  const message: NewMessage = {
    // Browsers write a form's line breaks as CRLF (WHATWG HTML, multipart/form-data encoding).
    text: (fields.text ?? '').replaceAll('\r\n', '\n'),
    ...(fields.clientId && { clientId: fields.clientId }),
  };
  checkedText({ ...message, attachments: ['0'] });
  if (fields.clientId && !Value.Check(ClientId, fields.clientId)) throw invalid('clientId', 'a UUID');
  const room = (await context.db.read('rooms.find', actor, { room: fields.room })).id;
  const uploads: string[] = [];
  try {
    for (const received of form.received) uploads.push((await intake.keep(actor, received, fields)).id);
    const posted = await context.db.run('messages.post', actor, {
      ...message,
      attachments: uploads,
      contentKeys: form.received.map((file) => Buffer.from(file.sha256).toString('hex')),
      room,
      here: peopleHere(context.sockets, message.text),
    });
    // The first send's files are those of the message.
    if (posted.repeated) await drop(context, actor, uploads);
    return posted;
  } catch (error) {
    await drop(context, actor, uploads);
    throw error;
  }
}

async function drop(context: Context, actor: Actor, uploads: readonly string[]) {
  for (const id of uploads) await context.db.run('attachments.drop', actor, { id });
}
