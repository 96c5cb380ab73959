import { signal } from '@preact/signals';

/** The message under the pointer or with the focus: it shows its bar. */
export const active = signal<string | null>(null);

/** The message whose menu or layer is open keeps its bar until that closes. */
let held: string | null = null;

export function point(message: string | null): void {
  if (held === null) active.value = message;
}

export function hold(message: string): void {
  held = message;
  active.value = message;
}

export function release(): void {
  held = null;
  const focused = document.activeElement?.closest<HTMLElement>('[data-message]');
  active.value = focused?.dataset['message'] ?? null;
}
