import { signal } from '@preact/signals';
import type { File } from '../../../protocol/attachments.ts';
import type { GalleryItem, GalleryPage } from '../../../protocol/gallery.ts';
import type { Message } from '../../../protocol/messages.ts';
import type { SearchPage } from '../../../protocol/search.ts';
import { call, sentence } from '../../client/api.ts';
import { listen } from '../../client/store.ts';
import type { MediaTab } from './door.tsx';
import { linksOf } from './links.ts';

/** A link, and of its message what tells where it stands. */
export interface LinkItem {
  message: GalleryItem['message'];
  href: string;
}

export type MediaItem = GalleryItem | LinkItem;

export const isLink = (item: MediaItem): item is LinkItem => 'href' in item;

/** The newest first. */
export interface MediaList {
  is: 'loading' | 'there' | { failed: string };
  items: readonly MediaItem[];
  hasMore: boolean;
}

const pageSize = 60;
const linksAtOnce = 25;
const kindsOf: Record<Exclude<MediaTab, 'link'>, readonly File['kind'][]> = {
  image: ['image'],
  video: ['video'],
  file: ['document', 'audio'],
};

/** What of a message belongs on a tab. */
export function itemsOf(tab: MediaTab, message: Message): MediaItem[] {
  const { id, seq, author, createdAt } = message;
  const about = { id, seq, author, createdAt };
  if (tab === 'link') return linksOf(message.text).map(({ href }) => ({ message: about, href }));
  return message.attachments
    .filter(({ kind }) => kindsOf[tab].includes(kind))
    .map((file) => ({ message: about, file }));
}

/** In its place among the others; what was known of the message before is forgotten. */
export function withItems(
  items: readonly MediaItem[],
  message: { id: string; seq: number },
  fresh: readonly MediaItem[],
): MediaItem[] {
  const others = items.filter((item) => item.message.id !== message.id);
  const at = others.findIndex((item) => item.message.seq < message.seq);
  return others.toSpliced(at < 0 ? others.length : at, 0, ...fresh);
}

type Page = { items: MediaItem[]; next: string | null };

async function read(room: string, tab: MediaTab, before: string | null): Promise<Page> {
  const from: [string, string][] = before === null ? [] : [['before', before]];
  if (tab === 'link') {
    const query = new URLSearchParams([
      ['q', 'has:link'],
      ['room', room],
      ['limit', String(linksAtOnce)],
      ...from,
    ]);
    const { hits, cursor } = await call<SearchPage>('GET', `/api/search?${query}`);
    return { items: hits.flatMap(({ message }) => itemsOf(tab, message)), next: cursor };
  }
  const query = new URLSearchParams([['kind', kindsOf[tab].join(',')], ['limit', String(pageSize)], ...from]);
  const { items, hasBefore } = await call<GalleryPage>('GET', `/api/rooms/${room}/media?${query}`);
  const first = items[0]?.message.seq;
  return {
    // Of one message in the order in which they stand there.
    items: items.toReversed().toSorted((a, b) => b.message.seq - a.message.seq),
    next: hasBefore && first !== undefined ? String(first) : null,
  };
}

/** What was sent to a room of one kind, as far back as was asked for, kept true until `end`. */
export function createMedia(room: string, tab: MediaTab) {
  const list = signal<MediaList>({ is: 'loading', items: [], hasMore: false });
  let next: string | null = null;
  let isUnderWay = false;
  const change = (items: (before: readonly MediaItem[]) => readonly MediaItem[]) => {
    list.value = { ...list.peek(), items: items(list.peek().items) };
  };
  const more = async () => {
    if (isUnderWay) return;
    isUnderWay = true;
    list.value = { ...list.peek(), is: 'loading' };
    try {
      const page = await read(room, tab, next);
      next = page.next;
      const known = new Set(list.peek().items.map(({ message }) => message.id));
      const fresh = page.items.filter(({ message }) => !known.has(message.id));
      list.value = { is: 'there', items: [...list.peek().items, ...fresh], hasMore: next !== null };
    } catch (error) {
      list.value = { ...list.peek(), is: { failed: sentence(error) } };
    }
    isUnderWay = false;
  };
  const put = (message: Message) => {
    if (message.room !== room) return;
    // Older than what has been read: it comes with its page.
    const last = list.peek().items.at(-1);
    if (list.peek().hasMore && last && message.seq < last.message.seq) return;
    change((items) => withItems(items, message, itemsOf(tab, message)));
  };
  const ends = [
    listen('message.posted', put),
    listen('message.updated', put),
    listen('message.restored', put),
    listen('message.deleted', ({ id }) =>
      change((items) => items.filter(({ message }) => message.id !== id)),
    ),
    listen('message.trimmed', ({ room: where, upToSeq }) =>
      change((items) => items.filter(({ message }) => where !== room || message.seq > upToSeq)),
    ),
    listen('attachment.updated', ({ file }) =>
      change((items) =>
        items.map((item) => (!isLink(item) && item.file.id === file.id ? { ...item, file } : item)),
      ),
    ),
  ];
  void more();
  return { list, more, end: () => ends.forEach((end) => end()) };
}
