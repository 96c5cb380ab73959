import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerState } from '../../../protocol/rooms.ts';
import type { Context } from '../../context.ts';
import { nobody } from '../../db/sql.ts';

const sizeOf = async (path: string) => (await stat(path).catch(() => null))?.size ?? 0;

/** What the admin page says of the whole server. */
export async function readServerState(context: Context): Promise<ServerState> {
  const { config, db } = context;
  const files = await db.read('rooms.storage', nobody);
  const retention = await db.read('rooms.retention', nobody);
  const disk = await statfs(config.mediaDir);
  const database = join(config.dataDir, 'bungaacord.db');
  return {
    version: context.version,
    publicUrl: context.publicUrl(),
    storage: {
      files: files.count,
      mediaBytes: files.bytes,
      databaseBytes: (await sizeOf(database)) + (await sizeOf(`${database}-wal`)),
      freeBytes: disk.bavail * disk.bsize,
    },
    retention: { keep: retention.keep, asked: retention.asked },
    ffmpeg: await context.ffmpeg(),
  };
}
