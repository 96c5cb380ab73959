import { randomUUID } from 'node:crypto';
import { type Dirent } from 'node:fs';
import { opendir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, makeDirectory, moveDurably, partSuffix, syncDirectory } from './files.ts';
import { safeName } from './names.ts';

export interface StoredFile {
  /** Name inside its folder: an original's, a media id's folder, or a temporary's. */
  name: string;
  /** Bytes of a file; 0 for a folder. */
  size: number;
  modifiedAtMs: number;
}

/** Every path on disk that belongs to media. Names come from here, never from a request. */
export interface MediaStore {
  /** A path for a new temporary file; nothing is created. */
  temporaryPath(): string;
  /** The name on disk of an original: `<uuid>_<safe name>`. `uuid` must be one. */
  originalName(uuid: string, displayName: string): string;
  /** Durable when it resolves. */
  keepOriginal(temporaryPath: string, originalName: string): Promise<void>;
  originalPath(originalName: string): string;
  /** The folder of everything derived from a media; made by `derive`. */
  derivedDir(mediaId: string): string;
  derivedPath(mediaId: string, file: string): string;
  /** Puts a derived file in the original's place, durably. */
  replaceOriginal(originalName: string, mediaId: string, file: string): Promise<void>;
  removeOriginal(originalName: string): Promise<void>;
  removeDerived(mediaId: string): Promise<void>;
  removeDerivedFile(mediaId: string, file: string): Promise<void>;
  /** Names; none where there is no folder. */
  listDerivedFiles(mediaId: string): Promise<string[]>;
  removeTemporary(path: string): Promise<void>;
  /** For a sweep; each in no order, all of them. Folders and files that are not media's own are left out. */
  listOriginals(): AsyncGenerator<StoredFile>;
  listDerived(): AsyncGenerator<StoredFile>;
  listTemporaries(): AsyncGenerator<StoredFile & { path: string }>;
  /** What an unprivileged process may still write to the originals' disk. */
  freeBytes(): Promise<number>;
}

const originalPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}_.+$/su;
const idPattern = /^[0-9A-Za-z-]{1,64}$/u;
const filePattern = /^[0-9A-Za-z][0-9A-Za-z.-]{0,63}$/u;
const derivedFolder = 'derived';

/** Refuses anything that could leave its folder: a bug of ours, never an answer to a person. */
function matching(pattern: RegExp, name: string): string {
  if (!pattern.test(name) || /[/\\\0]/u.test(name)) {
    throw new TypeError(`not a name of the media store: ${JSON.stringify(name)}`);
  }
  return name;
}

/** Makes the folders where they are missing; fails where they can't be written. */
export async function openMediaStore({
  mediaDir,
  dataDir,
}: {
  mediaDir: string;
  dataDir: string;
}): Promise<MediaStore> {
  const derivedRoot = join(mediaDir, derivedFolder);
  const temporaries = join(dataDir, 'tmp');
  for (const folder of [mediaDir, derivedRoot, temporaries]) await makeDirectory(folder);

  const originalPath = (name: string) => join(mediaDir, matching(originalPattern, name));
  const derivedDir = (mediaId: string) => join(derivedRoot, matching(idPattern, mediaId));
  const derivedPath = (mediaId: string, file: string) =>
    join(derivedDir(mediaId), matching(filePattern, file));
  return {
    temporaryPath: () => join(temporaries, randomUUID()),
    originalName: (uuid, name) => matching(originalPattern, `${uuid.toLowerCase()}_${safeName(name)}`),
    keepOriginal: (from, name) => moveDurably(from, originalPath(name)),
    originalPath,
    derivedDir,
    derivedPath,
    replaceOriginal: async (name, mediaId, file) => {
      await moveDurably(derivedPath(mediaId, file), originalPath(name));
      await syncDirectory(derivedDir(mediaId));
    },
    removeOriginal: (name) => rm(originalPath(name), { force: true }),
    removeDerived: (mediaId) => rm(derivedDir(mediaId), { force: true, recursive: true }),
    removeDerivedFile: (mediaId, file) => rm(derivedPath(mediaId, file), { force: true }),
    listDerivedFiles: (mediaId) => readdir(derivedDir(mediaId)).catch(whereMissing([])),
    removeTemporary: (path) => rm(path, { force: true }),
    listOriginals: () => entries(mediaDir, (entry) => entry.isFile() && isOriginal(entry.name)),
    listDerived: () => entries(derivedRoot, (entry) => entry.isDirectory() && idPattern.test(entry.name)),
    listTemporaries: () => entries(temporaries, (entry) => entry.isFile()),
    freeBytes: async () => {
      const { bavail, bsize } = await statfs(mediaDir);
      return bavail * bsize;
    },
  };
}

function whereMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (isErrno(error, 'ENOENT')) return instead;
    throw error;
  };
}

function isOriginal(name: string): boolean {
  return originalPattern.test(name.endsWith(partSuffix) ? name.slice(0, -partSuffix.length) : name);
}

async function* entries(
  folder: string,
  wanted: (entry: Dirent) => boolean,
): AsyncGenerator<StoredFile & { path: string }> {
  for await (const entry of await opendir(folder)) {
    if (!wanted(entry)) continue;
    const path = join(folder, entry.name);
    try {
      const { size, mtimeMs } = await stat(path);
      yield { name: entry.name, path, size: entry.isFile() ? size : 0, modifiedAtMs: mtimeMs };
    } catch (error) {
      // Removed between the listing and the look at it.
      if (!isErrno(error, 'ENOENT')) throw error;
    }
  }
}
