import { signal, useComputed } from '@preact/signals';
import type { ComponentType } from 'preact';
import type { Message } from '../../../protocol/messages.ts';
import { active } from './active.ts';

export type MenuAt = { element: HTMLElement } | { x: number; y: number; pressed?: boolean };

/** What one does with messages: it comes right after the first paint, and is put in here by `web/later.ts`. */
export const tools = signal<{
  Bar: ComponentType<{ message: Message }>;
  Menu: ComponentType;
  /** Follows pointer and focus over a list of a room's messages. Answers how to stop. */
  follow: (list: HTMLElement, onMenu: (message: string, at: MenuAt) => void) => () => void;
  openMenu: (message: Pick<Message, 'id' | 'room'>, at: MenuAt) => void;
} | null>(null);

/** Over the message under the pointer or with the focus. */
export function MessageBar({ message }: { message: Message }) {
  const shown = useComputed(() => (active.value === message.id ? tools.value : null)).value;
  return shown && <shown.Bar message={message} />;
}

export function MessageMenu() {
  const here = tools.value;
  return here && <here.Menu />;
}
