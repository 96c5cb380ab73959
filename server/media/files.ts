import { constants } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Unfinished files end in this; a sweep may remove them once they are old. */
export const partSuffix = '.part';

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Makes a directory's entries survive a power cut. Windows can't open one, and needs no such call. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await withFile(path, 'r', (directory) => directory.sync());
}

async function withFile<T>(path: string, flags: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

export async function syncFile(path: string): Promise<void> {
  await withFile(path, 'r+', (file) => file.datasync());
}

/** Creates a directory so that it is still there after a power cut. */
export async function makeDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first !== undefined) await syncDirectory(dirname(first));
}

/** Gives a finished file its final name: its bytes first, then the name, then the directory. Replaces what is there. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await syncFile(from);
  try {
    await rename(from, to);
  } catch (error) {
    if (!isErrno(error, 'EXDEV')) throw error;
    await copyDurably(from, to);
    await rm(from, { force: true });
    return;
  }
  await syncDirectory(dirname(to));
}

/** A copy that shares its blocks where the file system can. Replaces what is there. */
export async function copyDurably(from: string, to: string): Promise<void> {
  const part = partOf(to);
  await copyFile(from, part, constants.COPYFILE_FICLONE);
  await moveDurably(part, to);
}

/** Where a file is written before it gets its name: beside it, so that the last step is a rename. */
export function partOf(path: string): string {
  return join(dirname(path), `${basename(path)}${partSuffix}`);
}
