import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** Bytes as they stand in the archive; of a text, UTF-8 with the flag that says so. */
  name: string | Uint8Array;
  content: string | Uint8Array;
  encrypted?: boolean;
  /** What the directory pretends that it unpacks to. */
  toldBytes?: number;
}

/** A ZIP written by hand, so that it can be wrong in every way. 2026-01-02 03:04:06. */
export function zipOf(entries: ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, encrypted, toldBytes } of entries) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const label = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE((typeof name === 'string' ? 0x800 : 0) | (encrypted ? 1 : 0), 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt16LE((3 << 11) | (4 << 5) | 3, 6);
    head.writeUInt16LE(((2026 - 1980) << 9) | (1 << 5) | 2, 8);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(toldBytes ?? bytes.length, 18);
    head.writeUInt16LE(label.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, label, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), head, tail, label]));
    locals.push(local);
    at += local.length;
  }
  const names = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(names.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...locals, names, Buffer.from('PK\x05\x06'), end]);
}

/** The entries of a whole archive without surprises, unpacked, in their order. */
export function unpacked(archive: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  let at = archive.readUInt32LE(archive.length - 6);
  for (let left = archive.readUInt16LE(archive.length - 12); left > 0; left--) {
    const [method, bytes, name] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
    ];
    const own = archive.readUInt32LE(at + 42);
    const from = own + 30 + archive.readUInt16LE(own + 26) + archive.readUInt16LE(own + 28);
    const packed = archive.subarray(from, from + bytes);
    const content = method === 8 ? inflateRawSync(packed) : packed;
    found.set(archive.toString('utf8', at + 46, at + 46 + name), content);
    at += 46 + name + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return found;
}
