import { type Signal, signal } from '@preact/signals';
import type { Quote } from '../../../protocol/messages.ts';

/** What the composer of a room is writing: something new, an answer, or a change of an own message. */
export type Mode =
  | { is: 'new' }
  | { is: 'reply'; to: Quote }
  | { is: 'edit'; id: string; text: string; save: (text: string) => Promise<boolean> };

const modes = new Map<string, Signal<Mode>>();

export function modeOf(room: string): Signal<Mode> {
  let found = modes.get(room);
  if (!found) {
    found = signal<Mode>({ is: 'new' });
    modes.set(room, found);
  }
  return found;
}

/** Text that a feature wants at the caret of a room's field; the composer takes it from here. */
export const toInsert = signal<{ room: string; text: string } | null>(null);
