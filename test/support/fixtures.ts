import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/**
 * Media of every kind, made by this file and kept in a folder of the system's temporary one. Marks stand for personal data:
 * whoever finds one in delivered bytes has found a leak.
 */
export const marks = {
  serial: 'SERIAL-8675309-X',
  owner: 'Owner Mark Kowalski',
  comment: 'comment-mark-4711',
  /** Apple's ISO 6709 location. */
  location: '+48.8577+002.2950/',
} as const;

const folder = join(tmpdir(), 'bungaacord-fixtures-6');
const run = promisify(execFile);

export async function cached(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  const part = join(dirname(path), `part-${process.pid}-${basename(path)}`);
  await make(part);
  await rename(part, path);
  return path;
}

/** An uneven picture: red at the top left, so that a turn or a mirror is seen. */
function testPicture(width: number, height: number, channels: 3 | 4 = 3): Buffer {
  const out = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const corner = x < width / 4 && y < height / 4;
      const pixel = corner ? [230, 20, 20] : [(x * 160) / width, 90, (y * 200) / height];
      out.set([...pixel, ...(channels === 4 ? [x < width / 2 ? 255 : 0] : [])], (y * width + x) * channels);
    }
  }
  return out;
}

const picture = (width: number, height: number) =>
  sharp(testPicture(width, height), { raw: { width, height, channels: 3 } });

/** EXIF with an orientation, a GPS place, a body's serial number and an owner. */
function exif(orientation: number): Parameters<ReturnType<typeof sharp>['withExif']>[0] {
  return {
    IFD0: { Orientation: String(orientation), Artist: marks.owner, Copyright: marks.owner },
    IFD2: { BodySerialNumber: marks.serial, CameraOwnerName: marks.owner, UserComment: marks.comment },
    IFD3: {
      GPSLatitudeRef: 'N',
      GPSLatitude: '48/1 51/1 29/1',
      GPSLongitudeRef: 'E',
      GPSLongitude: '2/1 17/1 40/1',
    },
  };
}

const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="${marks.serial}" aux:OwnerName="${marks.owner}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

/** A comment, an IPTC block and a second picture behind the end, as phones and old programs leave them. */
function withJpegExtras(jpeg: Buffer): Buffer {
  const segment = (marker: number, body: string) => {
    const bytes = Buffer.from(body, 'latin1');
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(bytes.length + 2, 2);
    return Buffer.concat([head, bytes]);
  };
  const comment = segment(0xfe, marks.comment);
  const iptc = segment(0xed, `Photoshop 3.0\0${marks.owner}`);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    comment,
    iptc,
    jpeg.subarray(2),
    Buffer.from(`MotionPhoto${marks.serial}`),
  ]);
}

export function jpeg(orientation = 1): Promise<string> {
  return cached(`photo-${orientation}.jpg`, async (path) => {
    const turned = orientation >= 5;
    const base = picture(turned ? 600 : 900, turned ? 900 : 600)
      .withMetadata({ orientation })
      .withExif(exif(orientation))
      .withXmp(xmp);
    await writeFile(path, withJpegExtras(await base.withIccProfile('p3').jpeg({ quality: 85 }).toBuffer()));
  });
}

/** A photo whose pixels are stored so that the orientation makes it upright again: red ends at the top left. */
export function orientedJpeg(orientation: number): Promise<string> {
  // sharp mirrors before it turns.
  const inverse = {
    1: (p: ReturnType<typeof sharp>) => p,
    2: (p: ReturnType<typeof sharp>) => p.flop(),
    3: (p: ReturnType<typeof sharp>) => p.rotate(180),
    4: (p: ReturnType<typeof sharp>) => p.flip(),
    5: (p: ReturnType<typeof sharp>) => p.rotate(270).flop(),
    6: (p: ReturnType<typeof sharp>) => p.rotate(270),
    7: (p: ReturnType<typeof sharp>) => p.rotate(90).flop(),
    8: (p: ReturnType<typeof sharp>) => p.rotate(90),
  }[orientation];
  if (inverse === undefined) throw new TypeError('orientations run from 1 to 8');
  return cached(`oriented-${orientation}.jpg`, async (path) => {
    const stored = sharp(await inverse(picture(300, 200)).png().toBuffer());
    await stored.withMetadata({ orientation }).jpeg({ quality: 95 }).toFile(path);
  });
}

/**
 * Twelve megapixels as a phone stores them: lying, to be turned upright (3024 × 4032, red at the top left), with grain, a
 * place and an owner; about 8 MB.
 */
export const largePhoto = () =>
  cached('IMG_2041.JPG', async (path) => {
    const size = { width: 3024, height: 4032 };
    const smooth = await sharp(await picture(300, 400).png().toBuffer())
      .resize({ ...size, kernel: 'nearest' })
      .png({ compressionLevel: 1 })
      .toBuffer();
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    const grain = await sharp({ create: { ...size, channels: 3, background: '#888', noise } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    const upright = await sharp(smooth)
      .composite([{ input: grain, blend: 'soft-light' }])
      .png({ compressionLevel: 1 })
      .toBuffer();
    const stored = await sharp(upright).rotate(270).png({ compressionLevel: 1 }).toBuffer();
    const tagged = sharp(stored).withMetadata({ orientation: 6 }).withExif(exif(6)).withXmp(xmp);
    await writeFile(path, withJpegExtras(await tagged.jpeg({ quality: 95 }).toBuffer()));
  });

/** A drawing of many soft colours: large as PNG, and not to be blurred. Without letters, which differ with a machine's fonts. */
export const largeDrawing = () =>
  cached('Screenshot 2026.png', async (path) => {
    const shapes = Array.from({ length: 900 }, (_, i) => {
      const [x, y, hue] = [(i * 137) % 2400, (i * 291) % 1600, (i * 47) % 360];
      return `<circle cx="${x}" cy="${y}" r="${20 + ((i * 31) % 90)}" fill="hsl(${hue} 70% 55%)" opacity=".6"/>`;
    });
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="2400" height="1600"><rect width="2400" height="1600" fill="#fff"/>${shapes.join('')}</svg>`;
    const png = { compressionLevel: 1, adaptiveFiltering: true };
    await sharp(Buffer.from(drawing)).removeAlpha().png(png).toFile(path);
  });

export const cmykJpeg = () =>
  cached(
    'cmyk.jpg',
    async (path) => void (await picture(300, 200).toColourspace('cmyk').jpeg().toFile(path)),
  );
export const progressiveJpeg = () =>
  cached(
    'progressive.jpg',
    async (path) => void (await picture(900, 600).jpeg({ progressive: true }).toFile(path)),
  );
export const palettePng = () =>
  cached('palette.png', async (path) => void (await picture(300, 200).png({ palette: true }).toFile(path)));
export const greyJpeg = () =>
  cached('grey.jpg', async (path) => void (await picture(300, 200).greyscale().jpeg().toFile(path)));
export const deepPng = () =>
  cached(
    'deep.png',
    async (path) => void (await picture(300, 200).toColourspace('rgb16').png().toFile(path)),
  );
export const alphaPng = () =>
  cached('alpha.png', async (path) => {
    const raw = { width: 300, height: 200, channels: 4 } as const;
    await sharp(testPicture(300, 200, 4), { raw })
      .png()
      .toFile(path);
  });

function pngChunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const out = Buffer.alloc(typed.length + 8);
  out.writeUInt32BE(body.length, 0);
  typed.copy(out, 4);
  out.writeUInt32BE(crc32(typed), typed.length + 4);
  return out;
}

export const png = () =>
  cached('picture.png', async (path) => {
    const plain = await picture(300, 200)
      .withMetadata({ orientation: 6 })
      .withExif(exif(6))
      .withXmp(xmp)
      .png()
      .toBuffer();
    const text = pngChunk('tEXt', Buffer.from(`Author\0${marks.owner}`));
    const packed = pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(marks.comment)]));
    const time = pngChunk('tIME', Buffer.from([7, 230, 1, 2, 3, 4, 5]));
    const end = Buffer.from(marks.serial);
    await writeFile(
      path,
      Buffer.concat([plain.subarray(0, 33), text, packed, time, plain.subarray(33), end]),
    );
  });

/** Three frames in three colours; sharp writes no animated PNG. */
export const apng = () =>
  cached('moving.png', async (path) => {
    const [width, height] = [40, 30];
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const u32 = (...values: number[]) => Buffer.concat(values.map((value) => pngNumber(value)));
    let sequence = 0;
    const frames = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ].map((colour, i) => {
      const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from(colour))]);
      const data = deflateSync(Buffer.concat(Array<Buffer>(height).fill(row)));
      const timing = Buffer.from([0, 20, 0, 100, 0, 0]);
      const control = pngChunk('fcTL', Buffer.concat([u32(sequence++, width, height, 0, 0), timing]));
      const body =
        i === 0 ? pngChunk('IDAT', data) : pngChunk('fdAT', Buffer.concat([u32(sequence++), data]));
      return Buffer.concat([control, body]);
    });
    const signature = Buffer.from('89504e470d0a1a0a', 'hex');
    const text = pngChunk('tEXt', Buffer.from(`Author\0${marks.owner}`));
    const all = [signature, pngChunk('IHDR', header), pngChunk('acTL', u32(3, 0)), text, ...frames];
    await writeFile(path, Buffer.concat([...all, pngChunk('IEND', Buffer.alloc(0))]));
  });

function pngNumber(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
}

async function movingFrames(): Promise<ReturnType<typeof sharp>> {
  const colours = ['red', 'lime', 'blue'];
  const frames = colours.map((background) => ({
    create: { width: 60, height: 40, channels: 3, background } as const,
  }));
  const pictures = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()));
  return sharp(pictures, { join: { animated: true } });
}

export const gif = () =>
  cached('moving.gif', async (path) => {
    const plain = await (await movingFrames()).gif({ delay: [100, 100, 100], loop: 0 }).toBuffer();
    const head = 13 + ((plain[10] ?? 0) & 0x80 ? 3 * 2 ** (((plain[10] ?? 0) & 7) + 1) : 0);
    const comment = Buffer.concat([
      Buffer.from([0x21, 0xfe, marks.comment.length]),
      Buffer.from(`${marks.comment}\0`),
    ]);
    const tail = Buffer.from(marks.serial);
    const block = Buffer.from(marks.owner);
    const name = Buffer.concat([Buffer.from([0x21, 0xff, 11]), Buffer.from('XMP DataXMP')]);
    const data = Buffer.concat([name, Buffer.from([block.length]), block, Buffer.from([0])]);
    await writeFile(
      path,
      Buffer.concat([plain.subarray(0, head), comment, data, plain.subarray(head), tail]),
    );
  });

export const animatedWebp = () =>
  cached('moving.webp', async (path) => {
    const made = (await movingFrames())
      .withExif(exif(1))
      .withXmp(xmp)
      .webp({ delay: [100, 100, 100] });
    await made.toFile(path);
  });
export const webp = () =>
  cached(
    'photo.webp',
    async (path) =>
      void (await picture(300, 200)
        .withMetadata({ orientation: 6 })
        .withExif(exif(6))
        .withXmp(xmp)
        .webp()
        .toFile(path)),
  );

/** Writes what a test makes by itself. Two may call theirs by one name: each gets its own. */
export const file = (name: string, bytes: Buffer | string) =>
  cached(join(hash('sha256', bytes).slice(0, 12), name), (path) => writeFile(path, bytes));

export const svg = (name: string, text: string) => file(`${name}.svg`, text);

/** ffmpeg of the machine; tests of videos need it, as `npm test` says. */
export async function ffmpeg(args: string[]): Promise<void> {
  await run('ffmpeg', ['-hide_banner', '-v', 'error', '-y', ...args]);
}

interface Clip {
  name: string;
  video?: string[];
  audio?: string[] | null;
  seconds?: number;
  size?: string;
  more?: string[];
  source?: string;
}

/** Two seconds of a test picture and a tone, with marks in every tag that the box takes. */
export function clip({
  name,
  video = [],
  audio = [],
  seconds = 2,
  size = '320x240',
  more = [],
  source,
}: Clip): Promise<string> {
  const tags = { title: marks.comment, artist: marks.owner, comment: marks.serial, location: marks.location };
  const picturesOf = source ?? `testsrc2=size=${size}:rate=25:duration=${seconds}`;
  const sound =
    audio === null ? [] : ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=44100:duration=${seconds}`];
  return cached(name, (path) =>
    ffmpeg([
      ...['-f', 'lavfi', '-i', picturesOf, ...sound, ...video, ...(audio ?? ['-an'])],
      ...Object.entries(tags).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]),
      ...['-metadata:s:v:0', `handler_name=${marks.owner}`],
      ...[...more, '-f', muxerOf(name), path],
    ]),
  );
}

function muxerOf(name: string): string {
  const muxers: Record<string, string> = { mkv: 'matroska', wmv: 'asf', ogv: 'ogg', m4v: 'mp4' };
  const ext = name.slice(name.lastIndexOf('.') + 1);
  return muxers[ext] ?? ext;
}

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const aac = ['-c:a', 'aac', '-b:a', '64k'];
const tagsInMov = ['-movflags', '+use_metadata_tags'];

/** One of each box and codec of the specification's list; the key tells what a browser can do with it. */
export const clips = {
  mp4: () => clip({ name: 'h264-aac.mp4', video: h264, audio: aac, more: tagsInMov }),
  m4v: () => clip({ name: 'h264-aac.m4v', video: h264, audio: aac, more: ['-brand', 'M4V '] }),
  webm: () =>
    clip({
      name: 'vp9-opus.webm',
      video: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-pix_fmt', 'yuv420p'],
      audio: ['-c:a', 'libopus'],
    }),
  vp8: () =>
    clip({
      name: 'vp8-vorbis.webm',
      video: ['-c:v', 'libvpx', '-deadline', 'realtime', '-pix_fmt', 'yuv420p'],
      audio: ['-c:a', 'libvorbis'],
    }),
  mov: () => clip({ name: 'h264-aac.mov', video: h264, audio: aac, more: tagsInMov }),
  mkv: () => clip({ name: 'h264-aac.mkv', video: h264, audio: aac }),
  mkvOpus: () =>
    clip({
      name: 'vp9-opus.mkv',
      video: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-pix_fmt', 'yuv420p'],
      audio: ['-c:a', 'libopus'],
    }),
  mkvAc3: () => clip({ name: 'h264-ac3.mkv', video: h264, audio: ['-c:a', 'ac3'] }),
  flvH264: () => clip({ name: 'h264-aac.flv', video: h264, audio: aac }),
  ogv: () =>
    clip({
      name: 'theora-vorbis.ogv',
      video: ['-c:v', 'libtheora', '-q:v', '7'],
      audio: ['-c:a', 'libvorbis'],
    }),
  avi: () =>
    clip({ name: 'mpeg4-mp3.avi', video: ['-c:v', 'mpeg4', '-q:v', '5'], audio: ['-c:a', 'libmp3lame'] }),
  wmv: () =>
    clip({ name: 'wmv2-wmav2.wmv', video: ['-c:v', 'wmv2', '-b:v', '500k'], audio: ['-c:a', 'wmav2'] }),
  flv: () =>
    clip({ name: 'flv1-mp3.flv', video: ['-c:v', 'flv1', '-q:v', '5'], audio: ['-c:a', 'libmp3lame'] }),
  deep: () =>
    clip({
      name: 'h264-10bit.mp4',
      video: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p10le'],
      audio: aac,
    }),
  hevc: () =>
    clip({
      name: 'hevc.mp4',
      video: [
        '-c:v',
        'libx265',
        '-preset',
        'ultrafast',
        '-x265-params',
        'log-level=none',
        '-pix_fmt',
        'yuv420p',
      ],
      audio: aac,
    }),
  silent: () => clip({ name: 'silent.mp4', video: h264, audio: null }),
  anamorphic: () => clip({ name: 'anamorphic.mp4', video: ['-vf', 'setsar=4/3', ...h264], audio: null }),
  /** Half a second of black, then the picture. */
  lateStart: () =>
    clip({
      name: 'late-start.mp4',
      video: h264,
      audio: null,
      source: "testsrc2=size=320x240:rate=25:duration=3,drawbox=t=fill:c=black:enable='lt(t,1)'",
    }),
} as const;

/** The sound's codec has comments of its own, which its box carries along as they are. */
export const commentedWebm = async () => {
  const film = await clips.vp8();
  return cached('commented.webm', async (path) => {
    const bytes = await readFile(film);
    bytes.write(marks.owner, bytes.indexOf('\x03vorbis', 0, 'latin1') + 11, 'latin1');
    await writeFile(path, bytes);
  });
};

/**
 * A film as it grows while it is converted: fragments that begin with a key picture, with pictures that are shown in
 * another order than they are stored in, and an edit list that says so.
 */
export const growingFilm = (audio: string[] | null = aac) =>
  clip({
    name: audio === null ? 'growing-silent.mp4' : 'growing.mp4',
    seconds: 12,
    video: [
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-profile:v',
      'high',
      '-pix_fmt',
      'yuv420p',
      '-g',
      '50',
    ],
    audio,
    more: ['-movflags', '+frag_keyframe+empty_moov+delay_moov+default_base_moof+skip_trailer'],
  });

/** An old camera's film that takes a machine some seconds to make playable. */
export const longAvi = (seconds: number) =>
  clip({
    name: `camera-${seconds}.avi`,
    seconds,
    size: '640x480',
    video: ['-c:v', 'mpeg4', '-q:v', '6'],
    audio: ['-c:a', 'libmp3lame', '-b:a', '96k'],
  });

/** A sideways recording, as phones make it: stored lying, shown standing, turned to the left (FFmpeg's tag counts so). */
async function sideways(name: string, source: string): Promise<string> {
  const turned = ['-c', 'copy', '-metadata:s:v:0', 'rotate=90', '-f', 'mp4'];
  return cached(name, (path) => ffmpeg(['-i', source, ...turned, path]));
}
export const rotatedVideo = async () => sideways('rotated.mp4', await clips.mp4());
export const rotatedDeepVideo = async () => sideways('rotated-10bit.mp4', await clips.deep());

export async function soundOnly(): Promise<string> {
  const both = await clips.mp4();
  return cached('sound-only.mp4', (path) => ffmpeg(['-i', both, '-vn', '-c', 'copy', '-f', 'mp4', path]));
}

export async function truncated(source: string, name: string, fraction: number): Promise<string> {
  const bytes = await readFile(source);
  return file(name, bytes.subarray(0, Math.floor(bytes.length * fraction)));
}

/** Where the shared sample files are on a machine that has them. */
export const samplesDir = join(import.meta.dirname, '../../../shared/samples');
