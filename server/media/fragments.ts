import { type FileHandle, open } from 'node:fs/promises';

/** How much of a fragmented MP4 that is being written can be handed out: its bytes, and the fragments among them. */
export interface Whole {
  bytes: number;
  fragments: number;
}

export const nothingWhole: Whole = { bytes: 0, fragments: 0 };

/** Walks on from what is known already. A fragment counts once its `moof` and its `mdat` are there to the last byte. */
export async function measureWhole(path: string, known: Whole = nothingWhole): Promise<Whole> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const whole = { ...known };
    let at = whole.bytes;
    for (;;) {
      const box = await boxAt(file, at);
      if (box === null || at + box.size > size) return whole;
      at += box.size;
      if (box.type === 'moof') continue;
      whole.bytes = at;
      if (box.type === 'mdat') whole.fragments++;
    }
  } finally {
    await file.close();
  }
}

const headerBytes = 8;

/** ISO 14496-12, section 4.2; sizes of 64 bits and boxes up to the file's end don't occur in fragments. */
async function boxAt(file: FileHandle, at: number): Promise<{ size: number; type: string } | null> {
  const header = Buffer.alloc(headerBytes);
  const { bytesRead } = await file.read(header, 0, headerBytes, at);
  const size = header.readUInt32BE(0);
  if (bytesRead < headerBytes || size < headerBytes) return null;
  return { size, type: header.toString('latin1', 4) };
}
