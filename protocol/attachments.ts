import { type Static, Type } from 'typebox';
import { Id, Literals, Nullable } from './values.ts';

/**
 * A file as everyone in the room sees it. Sizes: bytes, pixels (as shown, upright), milliseconds. `thumbhash` is
 * base64. `progress` is 0 to 1 while `state` is `processing` and the work can tell. `reason` is a stable code of why
 * it failed or does not play. `url` repeats `urls.original`, for the specification's sake. `playMime` is the media type
 * of `urls.play` (a long animated picture plays as a video). `waveform` is base64 of at most 256 bytes, one for each
 * equal part of a sound, 0 silent to 255 the loudest of it. `pages` counts a document's. `voice` marks what was
 * spoken into the chat. `onlyFor` is the person whose alone the original is, because metadata could not be removed.
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
  pages: Nullable(Type.Integer()),
  waveform: Nullable(Type.String()),
  voice: Type.Boolean(),
  onlyFor: Nullable(Id),
  thumbhash: Nullable(Type.String()),
  url: Type.String(),
  urls: Type.Object({
    original: Type.String(),
    play: Type.Optional(Type.String({ description: 'what a browser shows or plays' })),
    stream: Type.Optional(
      Type.String({
        description:
          'fragmented MP4 that grows while the video is converted: what of it exists plays already',
      }),
    ),
    poster: Type.Optional(Type.String()),
    thumb400: Type.Optional(Type.String()),
    thumb800: Type.Optional(Type.String()),
  }),
  playMime: Nullable(Type.String()),
  state: Literals(['processing', 'ready', 'failed']),
  progress: Nullable(Type.Number()),
  reason: Nullable(Type.String()),
});
export type File = Static<typeof File>;

/** The bytes of one part of a multipart form. */
export const FilePart = Type.Unsafe<unknown>({ type: 'string', format: 'binary' });

/** What the sender wishes for the files of a form; fields of the same names, `keep` or `1`, before the file. */
export const UploadWishes = Type.Object({
  metadata: Type.Optional(
    Type.Literal('keep', {
      description: 'leave place, owner and device in the original; without it they are removed',
    }),
  ),
  voice: Type.Optional(Type.Literal('1', { description: 'the sound is a voice message' })),
});
export const PictureForm = Type.Object({ file: FilePart });
export const FileForm = Type.Object({ ...UploadWishes.properties, file: FilePart });

export const AttachmentUpdated = Type.Object({
  message: Nullable(Id),
  room: Nullable(Id),
  file: File,
});
export type AttachmentUpdated = Static<typeof AttachmentUpdated>;
