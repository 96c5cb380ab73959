import type { File } from '../../../protocol/attachments.ts';
import type { GalleryItem, GalleryPage } from '../../../protocol/gallery.ts';
import type { Message } from '../../../protocol/messages.ts';
import type { EventFrame } from '../../../protocol/socket.ts';
import type { Timeline } from '../../client/timeline.ts';
import { howShown } from '../attachments/how-shown.ts';

/**
 * A stretch of a room's pictures and videos, ascending and without a hole: all that the room has between the first and
 * the last. What is still being prepared, or failed, is in it too, and is not shown.
 */
export type Gallery = {
  readonly items: readonly GalleryItem[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
};

/** Where a file stands in its room, also when it is no longer there. */
export type Place = { readonly file: string; readonly seq: number; readonly order: number };

export const isShown = ({ file }: { file: File }) => {
  const shown = howShown(file);
  return shown === 'video' || (shown === 'picture' && file.state === 'ready');
};

const itemsOf = ({ id, seq, author, createdAt, attachments }: Message): GalleryItem[] =>
  attachments
    .filter(({ kind }) => kind === 'image' || kind === 'video')
    .map((file) => ({ message: { id, seq, author, createdAt }, file }));

export const fromTimeline = ({ messages, hasBefore, hasAfter }: Timeline): Gallery => ({
  items: messages.flatMap(itemsOf),
  hasBefore,
  hasAfter,
});

export const fromPage = ({ items, hasBefore, hasAfter }: GalleryPage): Gallery => ({
  items,
  hasBefore,
  hasAfter,
});

export function withPageBefore(gallery: Gallery, page: GalleryPage): Gallery {
  const first = gallery.items[0]?.message.seq ?? Number.POSITIVE_INFINITY;
  const older = page.items.filter(({ message }) => message.seq < first);
  return { ...gallery, items: [...older, ...gallery.items], hasBefore: page.hasBefore };
}

export function withPageAfter(gallery: Gallery, page: GalleryPage): Gallery {
  const last = gallery.items.at(-1)?.message.seq ?? 0;
  const newer = page.items.filter(({ message }) => message.seq > last);
  return { ...gallery, items: [...gallery.items, ...newer], hasAfter: page.hasAfter };
}

function covers({ items, hasBefore, hasAfter }: Gallery, seq: number): boolean {
  const [first, last] = [items[0]?.message.seq, items.at(-1)?.message.seq];
  // An empty stretch lies anywhere in a room that has more.
  if (first === undefined || last === undefined) return !hasBefore && !hasAfter;
  return (seq >= first || !hasBefore) && (seq <= last || !hasAfter);
}

function withMessage(gallery: Gallery, message: Message): Gallery {
  if (!covers(gallery, message.seq)) return gallery;
  const before = gallery.items.filter((item) => item.message.seq < message.seq);
  const after = gallery.items.filter((item) => item.message.seq > message.seq);
  return { ...gallery, items: [...before, ...itemsOf(message), ...after] };
}

const without = (gallery: Gallery, isGone: (item: GalleryItem) => boolean): Gallery => ({
  ...gallery,
  items: gallery.items.filter((item) => !isGone(item)),
});

/** Applies one event of the room's stream; a replay is harmless. */
export function apply(gallery: Gallery, frame: EventFrame): Gallery {
  switch (frame.event) {
    case 'message.posted':
    case 'message.restored':
      return withMessage(gallery, frame.data);
    case 'message.deleted':
      return without(gallery, ({ message }) => message.id === frame.data.id);
    case 'message.trimmed':
      return without(gallery, ({ message }) => message.seq <= frame.data.upToSeq);
    case 'attachment.updated': {
      const { file } = frame.data;
      const items = gallery.items.map((item) => (item.file.id === file.id ? { ...item, file } : item));
      return { ...gallery, items };
    }
    default:
      return gallery;
  }
}

/** Where the files of a stretch stand, of those that are shown. */
export function placesOf(gallery: Gallery): (GalleryItem & { place: Place })[] {
  let seq = 0;
  let order = 0;
  return gallery.items
    .map((item) => {
      order = item.message.seq === seq ? order + 1 : 0;
      seq = item.message.seq;
      return { ...item, place: { file: item.file.id, seq, order } };
    })
    .filter(isShown);
}

/** The file at a place; where it has gone, the one that moved up, or else the last. */
export function indexAt(shown: readonly { place: Place }[], at: Place): number {
  const exact = shown.findIndex(({ place }) => place.file === at.file);
  if (exact >= 0) return exact;
  const next = shown.findIndex(
    ({ place }) => place.seq > at.seq || (place.seq === at.seq && place.order >= at.order),
  );
  return next >= 0 ? next : shown.length - 1;
}
