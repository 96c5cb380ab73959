import type { File as SentFile } from '../../../protocol/attachments.ts';
import type { Quote } from '../../../protocol/messages.ts';

export type UploadState =
  | { is: 'shrinking' }
  | { is: 'waiting' }
  | { is: 'sending'; sentBytes: number; bytesPerSecond: number | null }
  | { is: 'done'; file: SentFile }
  | { is: 'failed'; why: string }
  | { is: 'refused'; why: string };

export type Upload = {
  readonly id: string;
  readonly name: string;
  /** Bytes that are sent. */
  readonly size: number;
  /** Bytes that it had before it was made smaller; null when it is sent as it was. */
  readonly fromSize: number | null;
  readonly state: UploadState;
};

/** Files that were chosen together: one message, in this order, with the caption that was typed before. */
export type Batch = {
  /** Also the message's clientId. */
  readonly id: string;
  readonly room: string;
  readonly caption: string;
  /** What the message answers. */
  readonly replyTo?: Quote | undefined;
  readonly uploads: readonly Upload[];
};

export type Batches = readonly Batch[];

export const withUpload = (batches: Batches, id: string, change: Partial<Upload>): Batches =>
  batches.map((batch) =>
    batch.uploads.some((upload) => upload.id === id)
      ? {
          ...batch,
          uploads: batch.uploads.map((upload) => (upload.id === id ? { ...upload, ...change } : upload)),
        }
      : batch,
  );

export const withoutUpload = (batches: Batches, id: string): Batches =>
  batches.map((batch) => ({ ...batch, uploads: batch.uploads.filter((upload) => upload.id !== id) }));

/** Which waiting uploads may start now, oldest first, with at most `most` under way at once. */
export function nextToStart(batches: Batches, most: number): Upload[] {
  const all = batches.flatMap(({ uploads }) => uploads);
  const free = most - all.filter(({ state }) => state.is === 'sending').length;
  return all.filter(({ state }) => state.is === 'waiting').slice(0, Math.max(0, free));
}

/**
 * What a batch has come to: still `open` while a file is on its way or waits for a decision; `ready` to be sent;
 * `spent` when only refused ones are left to be read; `empty` when nothing is.
 */
export function outcomeOf(batch: Batch): 'open' | 'ready' | 'spent' | 'empty' {
  const states = batch.uploads.map(({ state }) => state.is);
  if (states.some((is) => ['shrinking', 'waiting', 'sending', 'failed'].includes(is))) return 'open';
  if (states.includes('done')) return 'ready';
  return states.length > 0 ? 'spent' : 'empty';
}

/** The uploaded files of a batch, in the order chosen. */
export const filesOf = (batch: Batch): SentFile[] =>
  batch.uploads.flatMap(({ state }) => (state.is === 'done' ? [state.file] : []));

/** Bytes per second over the last few measurements; null until there are enough to tell. */
export function createSpeedometer(spanMs = 3000) {
  const points: { atMs: number; bytes: number }[] = [];
  return (atMs: number, bytes: number): number | null => {
    points.push({ atMs, bytes });
    while (points.length > 2 && (points[0]?.atMs ?? 0) < atMs - spanMs) points.shift();
    const first = points[0];
    const elapsedMs = atMs - (first?.atMs ?? atMs);
    return elapsedMs < 300 ? null : ((bytes - (first?.bytes ?? 0)) / elapsedMs) * 1000;
  };
}
