import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bmpVariants, encodeBmp } from '../../test/support/bmp-fixtures.ts';
import * as fixtures from '../../test/support/fixtures.ts';
import { sniff } from './sniff.ts';

describe('content decides', () => {
  test.each([
    ['jpeg', fixtures.jpeg],
    ['png', fixtures.png],
    ['png', fixtures.apng],
    ['gif', fixtures.gif],
    ['webp', fixtures.webp],
    ['mp4', fixtures.clips.mp4],
    ['m4v', fixtures.clips.m4v],
    ['mov', fixtures.clips.mov],
    ['webm', fixtures.clips.webm],
    ['mkv', fixtures.clips.mkv],
    ['ogv', fixtures.clips.ogv],
    ['avi', fixtures.clips.avi],
    ['wmv', fixtures.clips.wmv],
    ['flv', fixtures.clips.flv],
    ['pdf', () => fixtures.file('sniff-doc.jpg', '%PDF-1.4\n1 0 obj')],
  ] as const)('%s', async (format, make) => {
    expect(await sniff(await make())).toEqual({ format });
  });

  test.each([
    ['plain', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['declared', '\ufeff<?xml version="1.0"?>\n<!-- <html> -->\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
    [
      'doctype',
      '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd" [<!ENTITY a "b">]>\n<svg width="1"/>',
    ],
    ['prefixed', '<s:svg xmlns:s="http://www.w3.org/2000/svg"/>'],
  ])('SVG, %s', async (name, text) => {
    expect(await sniff(await fixtures.svg(`sniff-${name}`, text))).toEqual({ format: 'svg' });
  });

  test('SVG in UTF-16', async () => {
    const text = Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><svg/>', 'utf16le');
    expect(await sniff(await fixtures.file('sniff-utf16.svg', text))).toEqual({ format: 'svg' });
  });
});

describe('texts are told by their names', () => {
  test.each([
    ['notes.txt', 'just some notes'],
    ['письмо.txt', Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xec, 0xe8, 0xf0])],
    ['README', '# Read me'],
    ['.gitignore', 'dist/'],
    ['run.sh', '#!/bin/sh\nrm -rf /'],
    ['feed.xml', '<?xml version="1.0"?><feed/>'],
    ['Main.TS', 'export const a = 1;'],
  ])('%s', async (name, text) => {
    expect(await sniff(await fixtures.file(`text-${name}`, text), name)).toEqual({ format: 'text' });
  });

  test.each([
    ['page.html', '<!doctype html><p>', 'text/html'],
    ['page.txt', '<script>alert(1)</script>', 'text/html'],
    ['binary.txt', Buffer.from([1, 2, 3, 0xff, 0xfe]), 'application/octet-stream'],
    ['list.txt', '#EXTM3U\nhttp://127.0.0.1/x.ts', 'application/vnd.apple.mpegurl'],
  ])('but not %s', async (name, text, found) => {
    expect(await sniff(await fixtures.file(`text-${name}`, text), name)).toEqual({ refused: found });
  });
});

describe('what is refused says what it is', () => {
  test.each([
    ['page.png', '<!DOCTYPE html><script>alert(1)</script>', 'text/html'],
    ['late.png', '\n\n <!-- x --><html></html>', 'text/html'],
    [
      'embedded.png',
      '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><svg/></html>',
      'text/html',
    ],
    ['run.jpg', '#!/bin/sh\nrm -rf /', 'text/x-shellscript'],
    ['list.mp4', '#EXTM3U\nhttp://127.0.0.1/x.ts', 'application/vnd.apple.mpegurl'],
    ['concat.mp4', "ffconcat version 1.0\nfile '/etc/passwd'", 'text/plain'],
    ['text.bmp', 'BMW is a make of cars', 'text/plain'],
    ['empty.jpg', '', 'application/x-empty'],
  ])('%s', async (name, text, found) => {
    expect(await sniff(await fixtures.file(`refused-${name}`, text), name)).toEqual({ refused: found });
  });

  test.each([
    ['elf', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\0'), Buffer.alloc(64)]), 'application/x-elf'],
    ['exe', Buffer.concat([Buffer.from('MZ\x90\0'), Buffer.alloc(64)]), 'application/x-msdownload'],
    ['noise', Buffer.from([0, 1, 2, 3, 0, 9, 9]), 'application/octet-stream'],
    [
      'weak-bitmap',
      Buffer.concat([Buffer.from('BM'), Buffer.alloc(60, 7), Buffer.alloc(1)]),
      'application/octet-stream',
    ],
  ])('%s', async (name, bytes, found) => {
    expect(await sniff(await fixtures.file(`refused-${name}`, bytes))).toEqual({ refused: found });
  });

  test('sound in the boxes of videos', async () => {
    const tone = ['-f', 'lavfi', '-i', 'sine=duration=1'];
    const folder = await mkdtemp(join(tmpdir(), 'sniff-'));
    await fixtures.ffmpeg([...tone, '-c:a', 'libvorbis', `${folder}/a.ogg`]);
    await fixtures.ffmpeg([...tone, '-c:a', 'wmav2', `${folder}/a.wma`]);
    await fixtures.ffmpeg([...tone, '-c:a', 'aac', `${folder}/a.m4a`]);
    expect(await sniff(`${folder}/a.ogg`)).toEqual({ format: 'oga' });
    expect(await sniff(`${folder}/a.wma`)).toEqual({ format: 'wma' });
    expect(await sniff(`${folder}/a.m4a`)).toEqual({ format: 'm4a' });
  });

  test('a file that ends in the midst of its head is something, or nothing that we take', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'sniff-')), 'cut');
    const variant = bmpVariants.at(-1);
    const heads = [variant ? encodeBmp(variant) : Buffer.alloc(0)];
    for (const clip of [fixtures.clips.mp4, fixtures.clips.mkv, fixtures.clips.ogv, fixtures.jpeg]) {
      heads.push(await readFile(await clip()));
    }
    for (const head of heads) {
      for (let length = 1; length <= 64; length++) {
        await writeFile(path, head.subarray(0, length));
        expect(Object.keys(await sniff(path))).toHaveLength(1);
      }
    }
  });
});
