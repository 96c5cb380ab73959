import type { Sockets } from '../../realtime/sockets.ts';

/** Who is connected as a text is written; asked only by one that may call them. */
export function peopleHere(sockets: Pick<Sockets, 'open'>, text = ''): string[] {
  if (!/@here/i.test(text)) return [];
  return [...new Set([...sockets.open()].map(({ person }) => person))];
}
