import { type Static, Type } from 'typebox';
import { type ErrorCode, errors } from './errors.ts';
import { Literals } from './values.ts';

/** The body of every answer with a status of 400 and above. */
export const ErrorAnswer = Type.Object({
  status: Type.Literal('error'),
  code: Literals(Object.keys(errors) as ErrorCode[]),
  error: Type.String({ description: 'a sentence in the asker’s language' }),
  details: Type.Record(Type.String(), Type.Unknown()),
});
export type ErrorAnswer = Static<typeof ErrorAnswer>;
