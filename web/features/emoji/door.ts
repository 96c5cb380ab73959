import { signal } from '@preact/signals';
import type { Anchor } from '../../ui/place.ts';

/** Who wants an emoji: the picker opens by its anchor, and tells what was chosen. */
export type Picking = { anchor: Anchor; onPick: (emoji: string) => void; onClose?: () => void };

export const picking = signal<Picking | null>(null);

export function pickEmoji(of: Picking): void {
  picking.value = of;
}
