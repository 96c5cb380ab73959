import { signal } from '@preact/signals';
import type * as uploads from './uploads.ts';

type Uploads = typeof uploads;

/** Told by `uploads.ts` once it is there: until a file is chosen there is nothing to tell. */
export const busyRooms = signal<ReadonlySet<string>>(new Set());
/** Rooms in which files are on their way, or failed. */
export const roomsWithFiles = signal<ReadonlySet<string>>(new Set());

export const loadUploads = (): Promise<Uploads> => import('./uploads.ts');

/** Sends files to a room. What does so is fetched with the first of them, or before, when the page has time. */
export const sendFiles = async (...args: Parameters<Uploads['sendFiles']>): Promise<void> =>
  (await loadUploads()).sendFiles(...args);
