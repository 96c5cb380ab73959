import type { File } from '../../../protocol/attachments.ts';

export type Shown = 'picture' | 'video' | 'audio' | 'document' | 'card';

/**
 * How a file is shown in the chat. What is still being prepared gets its place at once if its size is known, so that
 * nothing moves when it is ready. What failed, or can't be played in browsers, is a card.
 */
export function howShown(file: File): Shown {
  if (file.state === 'failed') return 'card';
  if (file.kind === 'document') return 'document';
  if (file.kind === 'audio') return 'audio';
  const isPlaced = file.state === 'ready' || (file.width !== null && file.height !== null);
  if (!isPlaced) return 'card';
  if (file.kind === 'image') return 'picture';
  return file.reason === null ? 'video' : 'card';
}

/** What shows a picture in full: a rendition where the original isn't for browsers (BMP, SVG), else the original. */
export const fullSource = ({ urls }: File) => urls.play ?? urls.original;

export type Block = { is: 'album'; files: File[] } | { is: Exclude<Shown, 'picture'>; file: File };

/**
 * The pictures of a message stand together as one album, at the first one's place, and its films among them; all else, and
 * films where there is no picture, follow by themselves.
 */
export function blocksOf(files: readonly File[]): Block[] {
  const shown = files.map((file) => ({ file, is: howShown(file) }));
  const hasPictures = shown.some(({ is }) => is === 'picture');
  const isSeen = (is: Shown) => is === 'picture' || (hasPictures && is === 'video');
  const album = shown.filter(({ is }) => isSeen(is)).map(({ file }) => file);
  const others = shown.flatMap(({ file, is }): Block[] =>
    is === 'picture' || isSeen(is) ? [] : [{ is, file }],
  );
  return hasPictures ? [{ is: 'album', files: album }, ...others] : others;
}
