import { signal } from '@preact/signals';
import { recall, remember } from '../../client/storage.ts';

const key = 'emoji:tone';
const kept = Number(recall(key));

/** The chosen skin tone, 0 (none) to 5. */
export const tone = signal(Number.isInteger(kept) && kept >= 0 && kept <= 5 ? kept : 0);

export function chooseTone(next: number): void {
  tone.value = next;
  remember(key, String(next));
}
