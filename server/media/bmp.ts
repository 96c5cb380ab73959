const fileHeaderBytes = 14;
const infoHeaderBytes = 40;

/** Pixels as a bitmap's header declares them; null where there is none. */
export function bmpSize(bytes: Buffer): { width: number; height: number } | null {
  if (bytes.length < fileHeaderBytes + 12) return null;
  if (bytes.readUInt32LE(14) === 12) return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) };
  return { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) };
}

/** OS/2 2.x headers (16 or 64 bytes) begin like Windows' 40 bytes, which every decoder knows: rewrite them so. */
export function withWindowsHeader(bytes: Buffer): Buffer {
  const header = bytes.length < fileHeaderBytes + 16 ? 0 : bytes.readUInt32LE(fileHeaderBytes);
  if (header !== 16 && header !== 64) return bytes;
  const info = Buffer.alloc(infoHeaderBytes);
  bytes.copy(info, 0, fileHeaderBytes, fileHeaderBytes + Math.min(header, infoHeaderBytes));
  info.writeUInt32LE(infoHeaderBytes, 0);
  const file = Buffer.from(bytes.subarray(0, fileHeaderBytes));
  file.writeUInt32LE(bytes.readUInt32LE(10) + infoHeaderBytes - header, 10);
  return Buffer.concat([file, info, bytes.subarray(fileHeaderBytes + header)]);
}
