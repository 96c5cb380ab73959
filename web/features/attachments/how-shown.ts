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

/** The pictures of a message stand together as one album, at the first one's place; all else follows by itself. */
export function blocksOf(files: readonly File[]): Block[] {
  const pictures = files.filter((file) => howShown(file) === 'picture');
  const others = files.flatMap((file): Block[] => {
    const is = howShown(file);
    return is === 'picture' ? [] : [{ is, file }];
  });
  return pictures.length > 0 ? [{ is: 'album', files: pictures }, ...others] : others;
}
