import { signal } from '@preact/signals';
import type { File } from '../../../protocol/attachments.ts';

/** The document that is open for reading; null when none is. */
export const reading = signal<File | null>(null);
