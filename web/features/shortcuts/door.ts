import { signal } from '@preact/signals';

/** What is open of this feature's layers. */
export const layer = signal<'none' | 'switcher' | 'sheet'>('none');
