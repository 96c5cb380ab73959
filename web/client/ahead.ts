import type { MessagePage } from '../../protocol/messages.ts';
import { api } from './api.ts';

export const pageSize = 50;

let asked: { room: string; page: Promise<MessagePage | null> } | null = null;

/** Asks for the present of the room that will most likely be opened, beside what has to be known first. */
export function askAhead(room: string): void {
  asked = { room, page: api.page(room, { limit: pageSize }).catch(() => null) };
}

/** What was asked for ahead, once; null where that was another room, has failed, or is older than `asOfSeq`. */
export async function takeAhead(room: string, asOfSeq: number): Promise<MessagePage | null> {
  const found = asked?.room === room ? asked.page : null;
  asked = null;
  const page = await found;
  return page !== null && page.asOfSeq >= asOfSeq ? page : null;
}
