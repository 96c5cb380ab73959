import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ffmpeg, jpeg, marks } from './fixtures.ts';

const folder = join(tmpdir(), 'bungaacord-sounds-2');

async function cached(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  const part = join(folder, `part-${process.pid}-${name}`);
  await make(part);
  await rename(part, path);
  return path;
}

interface Sound {
  name: string;
  codec: string[];
  muxer: string;
  seconds?: number;
  more?: string[];
  /** Of the tone, Hz. */
  rate?: number;
}

/** A tone that is silent in its third quarter, with marks in every tag that the box takes. */
export function sound({ name, codec, muxer, seconds = 2, more = [], rate = 44_100 }: Sound): Promise<string> {
  const gap = `volume=0:enable='between(t,${seconds / 2},${(seconds * 3) / 4})'`;
  const tags = { title: marks.comment, artist: marks.owner, comment: marks.serial, location: marks.location };
  return cached(name, (path) =>
    ffmpeg([
      ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=${rate}:duration=${seconds}`, '-af', gap],
      ...Object.entries(tags).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]),
      ...['-metadata:s:a:0', `handler_name=${marks.owner}`, ...codec, ...more, '-f', muxer, path],
    ]),
  );
}

const aac = ['-c:a', 'aac', '-b:a', '64k'];
const mp3 = ['-c:a', 'libmp3lame', '-b:a', '64k'];
const pcm = (kind: string) => ({ name: `${kind}.wav`, codec: ['-c:a', kind], muxer: 'wav' });

/** One of each box and codec; the key is what tests call it. */
export const sounds = {
  mp3: () => taggedMp3(),
  m4a: () => sound({ name: 'aac.m4a', codec: aac, muxer: 'mp4', more: ['-movflags', '+use_metadata_tags'] }),
  mov: () => sound({ name: 'aac.mov', codec: aac, muxer: 'mov', more: ['-movflags', '+use_metadata_tags'] }),
  adts: () => taggedAdts(),
  vorbis: () => sound({ name: 'vorbis.ogg', codec: ['-c:a', 'libvorbis'], muxer: 'ogg' }),
  opus: () => sound({ name: 'opus.opus', codec: ['-c:a', 'libopus'], muxer: 'ogg' }),
  oggFlac: () => sound({ name: 'flac.ogg', codec: ['-c:a', 'flac'], muxer: 'ogg' }),
  speex: () => sound({ name: 'speex.ogg', codec: ['-c:a', 'libspeex', '-ar', '16000'], muxer: 'ogg' }),
  weba: () => sound({ name: 'opus.weba', codec: ['-c:a', 'libopus'], muxer: 'webm' }),
  mkaVorbis: () => vorbisInMatroska(),
  mkaAac: () => sound({ name: 'aac.mka', codec: aac, muxer: 'matroska' }),
  mkaAc3: () => sound({ name: 'ac3.mka', codec: ['-c:a', 'ac3'], muxer: 'matroska' }),
  mkaDts: () =>
    sound({ name: 'dts.mka', codec: ['-c:a', 'dca', '-strict', '-2', '-ar', '48000'], muxer: 'matroska' }),
  flac: () => sound({ name: 'flac.flac', codec: ['-c:a', 'flac'], muxer: 'flac' }),
  alac: () => sound({ name: 'alac.m4a', codec: ['-c:a', 'alac'], muxer: 'ipod' }),
  wav: () =>
    sound({
      name: 'bext.wav',
      codec: ['-c:a', 'pcm_s16le'],
      muxer: 'wav',
      more: ['-write_bext', '1', '-metadata', `originator=${marks.owner}`],
    }),
  wav8: () => sound(pcm('pcm_u8')),
  wav24: () => sound(pcm('pcm_s24le')),
  wav32: () => sound(pcm('pcm_s32le')),
  wavFloat: () => sound(pcm('pcm_f32le')),
  wavDouble: () => sound(pcm('pcm_f64le')),
  wavAdpcm: () => sound(pcm('adpcm_ms')),
  wavAlaw: () => sound(pcm('pcm_alaw')),
  wavMp3: () => sound({ name: 'mp3.wav', codec: mp3, muxer: 'wav' }),
  highRate: () =>
    sound({ name: 'rate192k.aiff', codec: ['-c:a', 'pcm_s24be', '-ar', '192000'], muxer: 'aiff' }),
  aiff: () => sound({ name: 'pcm.aiff', codec: ['-c:a', 'pcm_s16be'], muxer: 'aiff' }),
  wma: () => sound({ name: 'wmav2.wma', codec: ['-c:a', 'wmav2'], muxer: 'asf' }),
  avi: () => sound({ name: 'mp3.avi', codec: mp3, muxer: 'avi' }),
  flv: () => sound({ name: 'aac.flv', codec: aac, muxer: 'flv' }),
  amr: () => cached('speech.amr', (path) => writeFile(path, amrSpeech(100))),
} as const;

/** ID3v2 in front, a second one and junk amid the frames, APE, Lyrics3 and ID3v1 behind, as taggers pile them up. */
function taggedMp3(): Promise<string> {
  return cached('tags.mp3', async (path) => {
    const plain = await readFile(
      await sound({ name: 'plain.mp3', codec: mp3, muxer: 'mp3', more: ['-id3v2_version', '4'] }),
    );
    const first = id3(
      frame('TPE1', `\x03${marks.owner}`),
      frame('COMM', `\x03eng\0${marks.comment}`),
      frame('PRIV', `owner@example.org\0${marks.serial}`),
      frame('GEOB', `\x03text/plain\0where.txt\0place\0${marks.location}`),
    );
    const middle = plain.indexOf(Buffer.from([0xff, 0xfb]), plain.length >> 1);
    const ape = Buffer.concat([
      Buffer.from('APETAGEX'),
      numbers(2000, 32 + 8 + 7 + marks.owner.length, 1, 0, 0, 0),
      numbers(marks.owner.length, 0),
      Buffer.from(`Artist\0${marks.owner}`),
      Buffer.from('APETAGEX'),
      numbers(2000, 32 + 8 + 7 + marks.owner.length, 1, 0, 0, 0),
    ]);
    const lyrics = Buffer.from(`LYRICSBEGIN${marks.comment}LYRICS200`);
    const old = Buffer.alloc(128);
    old.write(`TAG${marks.comment}`);
    old.write(marks.owner, 33);
    const parts = [first, plain.subarray(0, middle), id3(frame('TPE1', `\x03${marks.serial}`))];
    await writeFile(path, Buffer.concat([...parts, plain.subarray(middle), ape, lyrics, old]));
  });
}

const numbers = (...values: number[]) => {
  const out = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) out.writeUInt32LE(value, i * 4);
  return out;
};

const synchsafe = (size: number) =>
  Buffer.from([(size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127]);

function frame(id: string, body: string | Buffer): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
  return Buffer.concat([Buffer.from(id), synchsafe(bytes.length), Buffer.from([0, 0]), bytes]);
}

function id3(...frames: Buffer[]): Buffer {
  const body = Buffer.concat(frames);
  return Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), synchsafe(body.length), body]);
}

/** A photo as its cover, with the place where it was taken. */
export const withCover = () =>
  cached('cover.mp3', async (path) => {
    const plain = await readFile(await sound({ name: 'plain.mp3', codec: mp3, muxer: 'mp3' }));
    const photo = await readFile(await jpeg(1));
    const cover = frame('APIC', Buffer.concat([Buffer.from('\0image/jpeg\0\x03\0', 'latin1'), photo]));
    await writeFile(path, Buffer.concat([id3(cover), plain]));
  });

function taggedAdts(): Promise<string> {
  return cached('tags.aac', async (path) => {
    const plain = await readFile(await sound({ name: 'plain.aac', codec: aac, muxer: 'adts' }));
    await writeFile(path, Buffer.concat([id3(frame('TPE1', `\x03${marks.owner}`)), plain]));
  });
}

/** Some programs keep the comments inside the codec's own headers: here they take the place of the encoder's name. */
function vorbisInMatroska(): Promise<string> {
  return cached('comments.mka', async (path) => {
    const made = await readFile(
      await sound({ name: 'vorbis.mka', codec: ['-c:a', 'libvorbis'], muxer: 'matroska' }),
    );
    const headers = made.indexOf('\x03vorbis', 0, 'latin1');
    const at = made.indexOf('encoder=', headers);
    const length = made.readUInt32LE(at - 4);
    Buffer.from(`by=${marks.serial}`.padEnd(length, '.').slice(0, length)).copy(made, at);
    await writeFile(path, made);
  });
}

/** What MediaRecorder writes: no length anywhere, clusters of unknown size. */
export const recording = () =>
  cached('recording.webm', (path) =>
    ffmpeg([
      ...['-f', 'lavfi', '-i', 'sine=frequency=300:duration=3', '-c:a', 'libopus'],
      ...['-f', 'webm', '-live', '1', path],
    ]),
  );

/** MP3 of changing rate without the header that counts its frames: its length can only be heard. */
export const headless = () =>
  cached('headless.mp3', async (path) => {
    const quiet = 'aevalsrc=if(lt(t\\,4)\\,0\\,0.5*random(0)):d=8:s=44100';
    await ffmpeg([
      ...['-f', 'lavfi', '-i', quiet, '-c:a', 'libmp3lame', '-q:a', '2'],
      ...['-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3', path],
    ]);
  });

/** AMR narrow band, frames of 12.2 kbit/s (RFC 4867): 20 ms each. */
function amrSpeech(frames: number): Buffer {
  const speech = Buffer.from([0x3c, ...Array.from({ length: 31 }, (_, i) => (i * 57) % 256)]);
  return Buffer.concat([Buffer.from('#!AMR\n'), ...Array<Buffer>(frames).fill(speech)]);
}
