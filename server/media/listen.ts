import { waveformParts } from '../../protocol/limits.ts';
import type { AudioStream, Ffmpeg, MediaFile } from './ffmpeg.ts';
import { MediaError } from './types.ts';
import { createEnvelope, toWaveform } from './waveform.ts';

export interface Heard {
  /** Counted, where the sound was heard to its end. */
  durationMs: number | null;
  /** Null where it is too long to be heard in the time. */
  waveform: string | null;
}

export interface Ear {
  file: MediaFile;
  audio: AudioStream;
  ffmpeg: Ffmpeg;
}

/** Up to this a sound is heard whole, which takes about a second and a half. */
const wholeUpToMs = 10 * 60_000;
/** A file may lie about its length; hearing ends by these. */
const mostSeconds = 30 * 60;
const budgetMs = 30_000;
/** Of a longer sound, short pieces at equal distances tell how it looks: so many, then twice as many, while there is time. */
const fewestGlances = 16;
const mostGlances = 64;
const glanceUntilMs = 1500;
const glanceSeconds = 0.4;
const glancesAtOnce = 2;
const highestRate = 48_000;

/** Decodes a sound, or pieces of a long one. Null where nothing could be decoded. Throws a MediaError where no decoder is. */
export async function listen(ear: Ear, durationMs: number | null): Promise<Heard | null> {
  const isLong = durationMs !== null && durationMs > wholeUpToMs;
  const untilMs = performance.now() + budgetMs;
  return isLong ? hearPieces(ear, durationMs, untilMs) : hearWhole(ear, untilMs);
}

async function hearWhole(ear: Ear, untilMs: number): Promise<Heard | null> {
  const { envelope, end } = await hear(ear, { fromSeconds: 0, seconds: mostSeconds, untilMs });
  const seconds = envelope.seconds();
  if (seconds === 0) return null;
  // What comes after the end of hearing isn't known: no picture rather than that of a part.
  if (end === 'stopped' || seconds >= mostSeconds) return { durationMs: null, waveform: null };
  return { durationMs: Math.round(seconds * 1000), waveform: toWaveform(envelope.levels(waveformParts)) };
}

async function hearPieces(ear: Ear, durationMs: number, untilMs: number): Promise<Heard | null> {
  const begunMs = performance.now();
  const glanceAt = (share: number) =>
    glance(ear, { fromSeconds: (durationMs / 1000) * share, seconds: glanceSeconds, untilMs });
  let levels = await inTurn(fewestGlances, (i) => glanceAt(i / fewestGlances));
  while (levels.length < mostGlances && performance.now() - begunMs < glanceUntilMs) {
    const count = levels.length;
    const between = await inTurn(count, (i) => glanceAt((i + 0.5) / count));
    levels = levels.flatMap((level, i) => [level, between[i] ?? null]);
  }
  const heard = levels.filter((level) => level !== null);
  if (heard.length === 0) return null;
  // Much shorter than it says, or too slow to seek in: what was heard is no picture of the whole.
  const isWhole = heard.length >= levels.length * 0.9;
  return { durationMs: null, waveform: isWhole ? toWaveform(levels.map((level) => level ?? 0)) : null };
}

/** The results of `count` tasks in their order, a few of them at once. */
async function inTurn<T>(count: number, task: (i: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const work = async () => {
    while (next < count) {
      const i = next++;
      results[i] = await task(i);
    }
  };
  await Promise.all(Array.from({ length: glancesAtOnce }, work));
  return results;
}

interface Piece {
  fromSeconds: number;
  seconds: number;
  untilMs: number;
}

/** One damaged spot doesn't spoil the rest. */
async function glance(ear: Ear, piece: Piece): Promise<number | null> {
  if (performance.now() > piece.untilMs) return null;
  try {
    const { envelope } = await hear(ear, piece);
    return envelope.levels(1)[0] ?? null;
  } catch (error) {
    if (error instanceof MediaError && error.code === 'unreadable') return null;
    throw error;
  }
}

async function hear({ file, audio, ffmpeg }: Ear, { fromSeconds, seconds, untilMs }: Piece) {
  const rate = Math.min(audio.sampleRate > 0 ? audio.sampleRate : highestRate, highestRate);
  const envelope = createEnvelope(rate);
  const end = await ffmpeg.samples(file, {
    ...{ audio, rate, fromSeconds, seconds },
    onSamples: (samples) => {
      envelope.take(samples);
      return performance.now() < untilMs;
    },
  });
  return { envelope, end };
}
