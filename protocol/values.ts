import { type Static, type TSchema, Type } from 'typebox';

/** A 64-bit snowflake as a decimal string of 17 to 19 digits; milliseconds since 2015-01-01 in the upper 42 bits. */
export const Id = Type.String({ pattern: '^[0-9]{17,19}$', description: 'a snowflake id' });

/** A position in a stream: a whole number, gap-free, starting at 1. */
export const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** ISO 8601, UTC, with milliseconds. */
export const Time = Type.String({ format: 'date-time' });

/** The secret of a login link. Never a public id. */
export const Secret = Type.String({ minLength: 1, maxLength: 64 });

/** A key that a client makes for what it creates. */
export const ClientId = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  description: 'a UUID made by the client; the same key again answers with the first result',
});

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Literals = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: values });

export const closed = { additionalProperties: false } as const;

export type Id = Static<typeof Id>;
export type Seq = Static<typeof Seq>;
