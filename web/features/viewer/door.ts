import { signal } from '@preact/signals';

/** Which picture of which room is open in full; null when none is. */
export const viewed = signal<{ room: string; file: string } | null>(null);

export function openPicture(room: string, file: string) {
  viewed.value = { room, file };
}
