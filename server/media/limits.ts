import { totalmem } from 'node:os';

const mebibyte = 1024 * 1024;
const second = 1000;

/** What one job may cost. Beyond it the worker is ended and the job has failed. */
export interface MediaLimits {
  inspectMs: number;
  /** Pictures, posters, remuxes: wall time. */
  deriveMs: number;
  /** Conversions: wall time. */
  transcodeMs: number;
  /** Seconds of CPU that the worker itself may take for a picture, a poster or a remux, of all processors together. */
  deriveCpuSeconds: number;
  /** Seconds of CPU that one run of ffmpeg, or the worker for one conversion, may take. */
  ffmpegCpuSeconds: number;
  /** Resident memory of the worker, and of ffmpeg, each. */
  maxRssBytes: number;
  maxOutputBytes: number;
  /** Pictures of one film. */
  maxFilmFrames: number;
}

export const defaultLimits: MediaLimits = {
  inspectMs: 2 * second,
  deriveMs: 60 * second,
  transcodeMs: 30 * 60 * second,
  deriveCpuSeconds: 90,
  ffmpegCpuSeconds: 60 * 60,
  // A picture of the largest size takes 1 GiB while it is decoded; a small machine must not swap to death for it.
  maxRssBytes: Math.min(1536 * mebibyte, Math.floor(totalmem() * 0.6)),
  maxOutputBytes: 1024 * mebibyte,
  // A day at 60 a second.
  maxFilmFrames: 24 * 60 * 60 * 60,
};

/** 16,383 × 16,383: the largest WebP, and what sharp takes unless told otherwise. */
export const maxPixels = 268_402_689;
/** Bitmaps are decoded whole, to 3 or 4 bytes a pixel. */
export const maxBmpPixels = 100_000_000;
/** HEIC is decoded whole, in WebAssembly's memory and once more outside of it; so is AVIF, by a decoder of its own. */
export const maxHeicPixels = 100_000_000;
/** Above this an inspection leaves the placeholder to the derivation. */
export const maxInspectPixels = 50_000_000;
/** All frames of an animated picture together; beyond it none is made into a film, since pictures of others wait. */
export const maxFilmPixels = 200_000_000;
/** Pictures of more frames are shown still. */
export const maxFrames = 10_000;
export const maxSvgBytes = 20 * mebibyte;
/** What all references to entities of an SVG may expand to. */
export const maxSvgEntityBytes = 4 * mebibyte;
/** A frame of a video: 8K and something. */
export const maxFramePixels = 70_000_000;
