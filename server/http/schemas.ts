import { Type } from 'typebox';
import { ErrorAnswer } from '../../protocol/error-answer.ts';
import { Id } from '../../protocol/values.ts';

/** The answers that any call may give besides its own. */
export const failures = { '4xx': ErrorAnswer, '5xx': ErrorAnswer } as const;

/** 204: there is nothing to say. */
export const Nothing = Type.Null({ description: 'no content' });

export const IdParams = Type.Object({ id: Id });
