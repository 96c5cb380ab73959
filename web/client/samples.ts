/** Things for unit tests. */
import type { File } from '../../protocol/attachments.ts';
import type { Message, MessagePage } from '../../protocol/messages.ts';
import type { Room } from '../../protocol/rooms.ts';

export const author = (id: string) => ({ id, name: `person ${id}`, avatar: null });

export const message = (of: Partial<Message> & { seq: number }): Message => ({
  id: `m${of.seq}`,
  room: '1',
  version: 1,
  author: author('other'),
  text: `text ${of.seq}`,
  replyTo: null,
  replyToId: null,
  attachments: [],
  reactions: [],
  mentions: [],
  createdAt: new Date(Date.UTC(2026, 0, 1, 12, 0, of.seq)).toISOString(),
  editedAt: null,
  ...of,
});

export const page = (from: number, to: number): MessagePage => ({
  messages: Array.from({ length: to - from + 1 }, (_, i) => message({ seq: from + i })),
  hasBefore: false,
  hasAfter: false,
  asOfSeq: to,
});

export const room = (of: Partial<Room> = {}): Room => ({
  id: '1',
  name: 'General',
  topic: '',
  keep: { last: 20 },
  keepIsDefault: true,
  position: 0,
  seq: 0,
  readSeq: 0,
  unreadFrom: null,
  unread: 0,
  mentions: 0,
  missed: 0,
  ...of,
});

export const file = (of: Partial<File> = {}): File => ({
  id: '1',
  kind: 'image',
  name: 'photo.jpg',
  mime: 'image/jpeg',
  size: 1000,
  width: 800,
  height: 600,
  durationMs: null,
  animated: false,
  pages: null,
  waveform: null,
  voice: false,
  onlyFor: null,
  thumbhash: null,
  url: '/media/1/original/photo.jpg',
  urls: { original: '/media/1/original/photo.jpg' },
  playMime: null,
  state: 'ready',
  progress: null,
  reason: null,
  ...of,
});
