import type { Message } from '../../../protocol/messages.ts';
import { listen } from '../../client/store.ts';

const most = 100;
const early: Message[] = [];
let stop = () => {};

/** What comes before the code is there that tells of it. */
export function keepEarlyMessages(): void {
  stop = listen('message.posted', (message) => {
    if (early.length < most) early.push(message);
  });
}

/** Once. */
export function takeEarlyMessages(): Message[] {
  stop();
  return early.splice(0);
}
