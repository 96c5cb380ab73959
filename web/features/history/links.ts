import { effect, untracked } from '@preact/signals';
import { navigate, roomPath, route, visits } from '../../client/route.ts';
import { overviewReady } from '../../client/store.ts';
import { jumpToSeq, wanted } from '../messages/jump.ts';
import { named } from '../rooms/current.ts';

/** A link whose message is being loaded: until it is shown, nobody can have moved on from it. */
let underWay = false;

/** Shows the message that the address names, each time that it is gone to. */
export function followLinks(): void {
  effect(() => {
    void visits.value;
    const at = route.peek();
    const room = overviewReady.value ? named.peek() : null;
    if (at.at !== 'room' || at.seq === undefined || !room) return;
    const { seq } = at;
    underWay = true;
    void untracked(() => jumpToSeq(room.id, seq)).finally(() => {
      underWay = false;
    });
  });
}

/** Once the message that the address names has left the screen, the address is the room's again. */
export function leaveLink(room: string, screen: HTMLElement): void {
  const at = route.peek();
  if (at.at !== 'room' || at.seq === undefined || underWay || wanted.peek()) return;
  const message = screen.querySelector(`[data-seq="${at.seq}"]`)?.getBoundingClientRect();
  const { top, bottom } = screen.getBoundingClientRect();
  if (message && message.bottom > top && message.top < bottom) return;
  navigate(roomPath(room), 'replace');
}
