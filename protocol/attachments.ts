import { type Static, Type } from 'typebox';
import { Id, Literals, Nullable } from './values.ts';

/**
 * A file as everyone in the room sees it. Sizes: bytes, pixels (as shown, upright), milliseconds. `thumbhash` is
 * base64. `progress` is 0 to 1 while `state` is `processing` and the work can tell. `reason` is a stable code of why
 * it failed or does not play. `url` repeats `urls.original`, for the specification's sake.
 */
export const File = Type.Object({
  id: Id,
  kind: Literals(['image', 'video', 'audio', 'document']),
  name: Type.String(),
  mime: Type.String(),
  size: Type.Integer(),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
  durationMs: Nullable(Type.Integer()),
  animated: Type.Boolean(),
  thumbhash: Nullable(Type.String()),
  url: Type.String(),
  urls: Type.Object({
    original: Type.String(),
    play: Type.Optional(Type.String({ description: 'what a browser shows or plays' })),
    poster: Type.Optional(Type.String()),
    thumb400: Type.Optional(Type.String()),
    thumb800: Type.Optional(Type.String()),
  }),
  state: Literals(['processing', 'ready', 'failed']),
  progress: Nullable(Type.Number()),
  reason: Nullable(Type.String()),
});
export type File = Static<typeof File>;

/** The bytes of one part of a multipart form. */
export const FilePart = Type.Unsafe<unknown>({ type: 'string', format: 'binary' });
export const FileForm = Type.Object({ file: FilePart });

export const AttachmentUpdated = Type.Object({
  message: Nullable(Id),
  room: Nullable(Id),
  file: File,
});
export type AttachmentUpdated = Static<typeof AttachmentUpdated>;
