import { describe, expect, it } from 'vitest';
import { file } from '../../client/samples.ts';
import { looksLikeMedia, refusal, tooLarge } from './accept.ts';
import {
  type Batch,
  createSpeedometer,
  filesOf,
  nextToStart,
  outcomeOf,
  type UploadState,
  withoutUpload,
  withUpload,
} from './batches.ts';

const batch = (...states: UploadState['is'][]): Batch => ({
  id: 'b',
  room: '1',
  caption: '',
  uploads: states.map((is, i) => ({
    id: `u${i}`,
    name: `${i}.png`,
    size: 10,
    fromSize: null,
    state: stateOf(is, i),
  })),
});
function stateOf(is: UploadState['is'], i: number): UploadState {
  if (is === 'sending') return { is, sentBytes: 0, bytesPerSecond: null };
  if (is === 'done') return { is, file: file({ id: `f${i}` }) };
  return is === 'waiting' || is === 'shrinking' ? { is } : { is, why: 'because' };
}

describe('files that were chosen together', () => {
  it('go when each is up or cancelled, in the order chosen', () => {
    const before = batch('done', 'sending', 'done');
    expect(outcomeOf(before)).toBe('open');
    const [after] = withUpload([before], 'u1', { state: stateOf('done', 1) });
    expect(after && outcomeOf(after)).toBe('ready');
    expect(after && filesOf(after).map(({ id }) => id)).toEqual(['f0', 'f1', 'f2']);
    const [cancelled] = withoutUpload([before], 'u1');
    expect(cancelled && filesOf(cancelled).map(({ id }) => id)).toEqual(['f0', 'f2']);
  });

  it('wait for a failed one to be tried again or cancelled, but not for a refused one', () => {
    expect(outcomeOf(batch('done', 'failed'))).toBe('open');
    expect(outcomeOf(batch('done', 'refused'))).toBe('ready');
    expect([outcomeOf(batch('refused')), outcomeOf(batch())]).toEqual(['spent', 'empty']);
  });

  it('wait for a picture that is still being made smaller', () => {
    expect(outcomeOf(batch('done', 'shrinking'))).toBe('open');
    expect(nextToStart([batch('shrinking', 'waiting')], 4).map(({ id }) => id)).toEqual(['u1']);
  });

  it('start in order, four at a time over all batches', () => {
    const batches = [batch('done', 'sending', 'waiting'), batch('waiting', 'waiting', 'waiting', 'waiting')];
    expect(nextToStart(batches, 4).length).toBe(3);
    expect(nextToStart([batch('sending', 'sending', 'sending', 'sending', 'waiting')], 4)).toEqual([]);
  });
});

describe('the speed', () => {
  it('is that of the last seconds, once there are enough', () => {
    const speed = createSpeedometer(1000);
    expect([speed(0, 0), speed(100, 10)]).toEqual([null, null]);
    expect(speed(1000, 1000)).toBe(1000);
    for (let ms = 1100; ms <= 4000; ms += 100) speed(ms, 1000 + (ms - 1000) * 2);
    expect(speed(4100, 7200)).toBeCloseTo(2000, -1);
  });
});

describe('a file', () => {
  const of = (name: string, bytes: BlobPart, type = '') => new File([bytes], name, { type });

  it('too large or empty is refused before its first byte, with numbers', async () => {
    const sentence = tooLarge(of('big.png', 'x'.repeat(2048)), 1024);
    expect(sentence).toMatch(/big\.png.*2.KB.*1.KB/);
    expect(await refusal(of('empty.png', ''))).toMatch(/empty\.png/);
  });

  it('of another kind is refused by name and content, a picture under a wrong name is not', async () => {
    expect(await refusal(of('setup.exe', 'MZ', 'application/x-msdownload'))).toMatch(/setup\.exe/);
    expect(await refusal(of('photo.txt', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), 'text/plain'))).toBeNull();
    expect(await refusal(of('clip.MKV', 'x'))).toBeNull();
  });

  it.each([
    ['PNG', '\x89PNG'],
    ['GIF', 'GIF89a'],
    ['WebP', 'RIFF\x01\x00\x00\x00WEBP'],
    ['MP4', '\x00\x00\x00\x20ftypisom'],
    ['WebM', '\x1aE\xdf\xa3'],
    ['WMV', '0&\xb2u'],
    ['SVG', '<?xml version="1.0"?><svg/>'],
  ])('that begins as %s does is known', (_, head) => {
    expect(looksLikeMedia(Uint8Array.from(head, (char) => char.charCodeAt(0)))).toBe(true);
    expect(looksLikeMedia(Uint8Array.from(`%PDF${head}`, (char) => char.charCodeAt(0)))).toBe(false);
  });
});
