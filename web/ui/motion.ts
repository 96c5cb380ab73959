import { type ReadonlySignal, signal } from '@preact/signals';

const calm = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-reduced-motion: reduce)');
const asked = signal(calm?.matches ?? false);
calm?.addEventListener('change', () => {
  asked.value = calm.matches;
});

/** Whether the person asked their system to move as little as possible. */
export const reducedMotion: ReadonlySignal<boolean> = asked;
