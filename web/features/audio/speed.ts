import { signal } from '@preact/signals';
import { recall, remember } from '../../client/storage.ts';

const storageKey = 'sound-speed';
const speeds = [1, 1.25, 1.5, 2, 0.75];

const kept = Number(recall(storageKey));

/** How fast sounds play: one for all of them, and kept. */
export const speed = signal(speeds.includes(kept) ? kept : 1);

export function nextSpeed() {
  speed.value = speeds[(speeds.indexOf(speed.value) + 1) % speeds.length] ?? 1;
  remember(storageKey, String(speed.value));
}
