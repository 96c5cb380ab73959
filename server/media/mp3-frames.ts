import { open } from 'node:fs/promises';

const windowBytes = 1024 * 1024;
/** Larger than any frame and than the head of any tag. */
const overlapBytes = 8 * 1024;

/** kbit/s by [MPEG 1, MPEG 2 and 2.5][layer I, II, III][index] (ISO 11172-3, 13818-3). */
const bitrates = [
  [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  ],
  [
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ],
] as const;
const rates = [44_100, 48_000, 32_000];

/** Bytes of the frame whose header begins at `at`; 0 where none does. */
function frameBytes(bytes: Buffer, at: number): number {
  const [sync = 0, kind = 0, coding = 0] = bytes.subarray(at, at + 3);
  if (sync !== 0xff || kind < 0xe0) return 0;
  const version = (kind >> 3) & 3;
  const layer = 4 - ((kind >> 1) & 3);
  if (version === 1 || layer === 4) return 0;
  const isFirst = version === 3;
  const kilobits = bitrates[isFirst ? 0 : 1][layer - 1]?.[coding >> 4] ?? 0;
  const rate = (rates[(coding >> 2) & 3] ?? 0) / (isFirst ? 1 : version === 2 ? 2 : 4);
  if (kilobits === 0 || rate === 0) return 0;
  const padding = (coding >> 1) & 1;
  if (layer === 1) return (Math.floor((12_000 * kilobits) / rate) + padding) * 4;
  const factor = layer === 3 && !isFirst ? 72_000 : 144_000;
  return Math.floor((factor * kilobits) / rate) + padding;
}

/** Bytes of a tag of ID3 version 2, which may hold what looks like frames; 0 where none begins. */
function tagBytes(bytes: Buffer, at: number): number {
  if (bytes.toString('latin1', at, at + 3) !== 'ID3' || at + 10 > bytes.length) return 0;
  const size = bytes.subarray(at + 6, at + 10).reduce((sum, byte) => sum * 128 + (byte & 127), 0);
  return 10 + size + (((bytes[at + 5] ?? 0) & 0x10) === 0 ? 0 : 10);
}

/**
 * Copies the frames of an MP3 and nothing that stands before, between or behind them: tags of every kind, wherever
 * programs put them. Returns how many there were.
 */
export async function copyMp3Frames(from: string, to: string): Promise<number> {
  const source = await open(from, 'r');
  const target = await open(to, 'w');
  try {
    const { size } = await source.stat();
    const window = Buffer.alloc(windowBytes);
    let frames = 0;
    let inStep = false;
    for (let start = 0; start < size; ) {
      const { bytesRead } = await source.read(window, 0, windowBytes, start);
      if (bytesRead === 0) break;
      const bytes = window.subarray(0, bytesRead);
      const isLast = start + bytesRead >= size;
      const walked = walk(bytes, { isLast, inStep });
      for (const [at, end] of walked.runs) await target.write(bytes, at, end - at);
      frames += walked.frames;
      inStep = walked.inStep;
      start += walked.at;
    }
    return frames;
  } finally {
    await source.close();
    await target.close();
  }
}

interface Walk {
  /** Begin and end of what belongs to frames. */
  runs: [number, number][];
  frames: number;
  /** Where to go on; may lie behind the window. */
  at: number;
  /** The last thing was a frame, so that the next one needs no proof. */
  inStep: boolean;
}

function walk(bytes: Buffer, { isLast, inStep }: { isLast: boolean; inStep: boolean }): Walk {
  const walked: Walk = { runs: [], frames: 0, at: 0, inStep };
  const stop = isLast ? bytes.length : Math.max(1, bytes.length - overlapBytes);
  while (walked.at < stop) {
    const { at } = walked;
    const length = frameBytes(bytes, at);
    const end = at + length;
    const isFrame = length > 0 && end <= bytes.length && (walked.inStep || frameBytes(bytes, end) > 0);
    walked.inStep = isFrame;
    if (isFrame) {
      const run = walked.runs.at(-1);
      if (run?.[1] === at) run[1] = end;
      else walked.runs.push([at, end]);
      walked.frames++;
    }
    walked.at = isFrame ? end : at + Math.max(1, tagBytes(bytes, at));
  }
  return walked;
}
