import { signal } from '@preact/signals';

/** A message that the open timeline is asked to show; it clears this when it has. */
export const wanted = signal<{ room: string; message: string } | null>(null);
