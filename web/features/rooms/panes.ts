import { computed, signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { recall, remember } from '../../client/storage.ts';

/** On a narrow page the panes at the sides are drawers, one open at a time. */
export const drawer = signal<'none' | 'rooms' | 'people'>('none');

const narrowQuery = matchMedia('(max-width: 760px)');
const mediumQuery = matchMedia('(max-width: 1080px)');
export const narrow = signal(narrowQuery.matches);
const medium = signal(mediumQuery.matches);
narrowQuery.addEventListener('change', () => {
  narrow.value = narrowQuery.matches;
  drawer.value = 'none';
});
mediumQuery.addEventListener('change', () => {
  medium.value = mediumQuery.matches;
  drawer.value = 'none';
});

const wideShown = signal(recall('people-hidden') === null);

/** What stands at the side in place of the people, as a search does; on a narrow page over everything. */
export const side = signal<ComponentType | null>(null);

/** Where the page is too narrow for three panes, the people are a drawer. */
export const peopleShown = computed(
  () => side.value === null && (medium.value ? drawer.value === 'people' : wideShown.value),
);

export function togglePeople() {
  const wasFree = side.peek() === null;
  side.value = null;
  if (!wasFree && peopleShown.peek()) return;
  if (medium.peek()) {
    drawer.value = drawer.peek() === 'people' ? 'none' : 'people';
    return;
  }
  wideShown.value = !wideShown.peek();
  remember('people-hidden', wideShown.peek() ? null : 'yes');
}
