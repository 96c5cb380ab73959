import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { moveDurably, partOf } from './files.ts';
import type { Rendition, Variant } from './types.ts';

export interface Output {
  outDir: string;
  variant: Variant;
  ext: string;
  mime: string;
}

/** Lets `make` write a part file, then gives it its name durably. A second run replaces the first one's result. */
export async function publish(
  output: Output,
  make: (part: string) => Promise<void> | void,
): Promise<Rendition> {
  const file = `${output.variant}.${output.ext}`;
  const path = join(output.outDir, file);
  const part = partOf(path);
  try {
    await make(part);
    await moveDurably(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  const { size } = await stat(path);
  return { variant: output.variant, file, mime: output.mime, size };
}

export function publishBytes(output: Output, bytes: Buffer): Promise<Rendition> {
  return publish(output, (part) => writeFile(part, bytes));
}

/** Waits for all, even where one fails: nobody writes any more when this has thrown. */
export async function together<T extends readonly unknown[]>(
  tasks: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}
