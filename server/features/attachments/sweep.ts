import { stat } from 'node:fs/promises';
import type { Context } from '../../context.ts';
import { nobody } from '../../db/sql.ts';
import type { MediaStore } from '../../media/store.ts';

const sweepAgeMs = 3_600_000;

/** What committed deletions left behind, and streams that nobody is in the midst of any more. */
export async function unlinkPending({ db }: Context, store: MediaStore): Promise<void> {
  for (;;) {
    const paths = await db.read('attachments.pending-unlinks', nobody, { now: Date.now() });
    if (paths.length === 0) return;
    for (const path of paths) {
      const [, derived, file] = /^derived\/([^/]+)\/([^/]*)$/.exec(path) ?? [];
      if (derived && file) await store.removeDerivedFile(derived, file);
      else if (derived) await store.removeDerived(derived);
      else await store.removeOriginal(path);
    }
    await db.run('attachments.unlinked', nobody, { paths });
  }
}

/** Proves that files and rows agree, and mends what a crash left: young files may be on their way into a row. */
export async function sweep(context: Context, store: MediaStore, now = Date.now()): Promise<void> {
  const { db } = context;
  await unlinkPending(context, store);
  const isOld = (file: { modifiedAtMs: number }) => now - file.modifiedAtMs > sweepAgeMs;
  const onDisk = new Set<string>();
  const old: string[] = [];
  for await (const file of store.listOriginals()) {
    onDisk.add(file.name);
    if (isOld(file)) old.push(file.name);
  }
  const oldFolders: string[] = [];
  for await (const folder of store.listDerived()) if (isOld(folder)) oldFolders.push(folder.name);
  // Read after the listing: whatever was listed and is not known here has no row coming.
  const known = await db.read('attachments.known', nobody);
  const names = new Set(known.map((row) => row.disk_name));
  const ids = new Set(known.map((row) => row.id));
  for (const name of old) if (!names.has(name)) await store.removeOriginal(name);
  for (const name of oldFolders) if (!ids.has(name)) await store.removeDerived(name);
  for await (const file of store.listTemporaries()) if (isOld(file)) await store.removeTemporary(file.path);
  for (const row of known) {
    if (onDisk.has(row.disk_name) || row.state === 'failed') continue;
    const isThere = await stat(store.originalPath(row.disk_name)).catch(() => null);
    if (!isThere) await db.run('attachments.missing', nobody, { id: row.id });
  }
}
