import { signal } from '@preact/signals';

/** The dialog that is open over the chat. */
export const dialog = signal<'none' | 'settings' | 'profile'>('none');

export function openDialog(name: 'settings' | 'profile') {
  dialog.value = name;
}

export function closeDialog() {
  dialog.value = 'none';
}
