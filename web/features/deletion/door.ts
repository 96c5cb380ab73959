import { signal } from '@preact/signals';
import type { Message } from '../../../protocol/messages.ts';

/** What is about to be deleted, once its author says so. */
export const asked = signal<Message | null>(null);

export const askToDelete = (message: Message): void => {
  asked.value = message;
};
