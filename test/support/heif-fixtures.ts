import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

function box(type: string, ...bodies: Buffer[]): Buffer {
  const body = Buffer.concat(bodies);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const ascii = (text: string) => Buffer.from(text, 'latin1');
function u32(...values: number[]): Buffer {
  const out = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) out.writeUInt32BE(value, i * 4);
  return out;
}
function u16(...values: number[]): Buffer {
  const out = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) out.writeUInt16BE(value, i * 2);
  return out;
}

interface Coded {
  hvcC: Buffer;
  frame: Buffer;
}

/** One HEVC picture out of 8-bit RGB, by the machine's ffmpeg. */
async function encode(rgb: Buffer, width: number, height: number): Promise<Coded> {
  const folder = await mkdtemp(join(tmpdir(), 'heic-'));
  const [raw, mp4] = [join(folder, 'raw'), join(folder, 'one.mp4')];
  await writeFile(raw, rgb);
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-i', raw];
  const coded = ['-c:v', 'libx265', '-preset', 'ultrafast', '-crf', '12', '-pix_fmt', 'yuv420p'];
  const colours = ['-vf', 'scale=out_color_matrix=bt601:out_range=pc', '-color_range', 'pc'];
  const quiet = ['-x265-params', 'log-level=none:range=full:colormatrix=smpte170m'];
  const all = [
    '-v',
    'error',
    ...input,
    ...colours,
    ...coded,
    ...quiet,
    '-frames:v',
    '1',
    '-tag:v',
    'hvc1',
    mp4,
  ];
  await run('ffmpeg', all);
  const bytes = await readFile(mp4);
  await rm(folder, { recursive: true });
  const boxOf = (type: string) => {
    const at = bytes.indexOf(type, 0, 'latin1') - 4;
    return bytes.subarray(at, at + bytes.readUInt32BE(at));
  };
  return { hvcC: boxOf('hvcC'), frame: boxOf('mdat').subarray(8) };
}

export interface HeicParts {
  rgb: Buffer;
  width: number;
  height: number;
  /** Boxes that apply to the picture in their order, e.g. `irot`. */
  properties?: Buffer[];
  exif?: Buffer;
  xmp?: string;
  /** Of the picture's item. */
  name?: string;
  /** Stands between the pictures' bytes. */
  stray?: string;
  /** Declared instead of the true size. */
  declared?: { width: number; height: number };
  /** Further boxes behind all others. */
  tail?: Buffer;
}

/** Counter-clockwise quarters. */
export const irot = (quarters: number) => box('irot', Buffer.from([quarters]));
/** 0: top and bottom change places, 1: left and right. */
export const imir = (axis: number) => box('imir', Buffer.from([axis]));
export const icc = (profile: Buffer) => box('colr', ascii('prof'), profile);
export const described = (text: string) => box('udes', u32(0), ascii(`en\0${text}\0${text}\0${text}\0`));
export const unknownBox = (text: string) => box('mpvd', ascii(text));

/** A HEIC as phones write it (ISO/IEC 23008-12), with whatever personal data it is given. */
export async function heicFile(parts: HeicParts): Promise<Buffer> {
  const { rgb, width, height, properties = [], name = '', stray = '', declared = { width, height } } = parts;
  const { hvcC, frame } = await encode(rgb, width, height);
  const datas = [frame];
  const infos = [box('infe', hex('02000000'), u16(1, 0), ascii(`hvc1${name}\0`))];
  if (parts.exif !== undefined) {
    datas.push(Buffer.concat([u32(0), parts.exif]));
    infos.push(box('infe', hex('02000000'), u16(datas.length, 0), ascii('Exif\0')));
  }
  if (parts.xmp !== undefined) {
    datas.push(ascii(parts.xmp));
    infos.push(box('infe', hex('02000000'), u16(datas.length, 0), ascii('mime\0application/rdf+xml\0\0')));
  }
  const about = datas.slice(1).map((_, i) => box('cdsc', u16(i + 2, 1, 1)));
  const all = [hvcC, box('ispe', u32(0, declared.width, declared.height)), ...properties];
  const ipma = box('ipma', u32(0, 1), u16(1), Buffer.from([all.length, ...all.map((_, i) => i + 1)]));
  const ftyp = box('ftyp', ascii('heic'), u32(0), ascii('mif1heic'));
  const metaWith = (offsets: number[]) =>
    box(
      'meta',
      u32(0),
      box('hdlr', u32(0, 0), ascii('pict'), u32(0, 0, 0), ascii(`${name}\0`)),
      box('pitm', u32(0), u16(1)),
      box(
        'iloc',
        u32(0),
        hex('4400'),
        u16(datas.length),
        ...offsets.map((at, i) => Buffer.concat([u16(i + 1, 0, 1), u32(at, datas[i]?.length ?? 0)])),
      ),
      box('iinf', u32(0), u16(infos.length), ...infos),
      ...(about.length > 0 ? [box('iref', u32(0), ...about)] : []),
      box('iprp', box('ipco', ...all), ipma),
    );
  const start = ftyp.length + metaWith(datas.map(() => 0)).length + 8 + stray.length;
  let at = start;
  const offsets = datas.map(({ length }) => (at += length) - length);
  return Buffer.concat([
    ftyp,
    metaWith(offsets),
    box('mdat', ascii(stray), ...datas),
    ...(parts.tail === undefined ? [] : [parts.tail]),
  ]);
}
