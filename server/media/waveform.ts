import { waveformParts } from '../../protocol/limits.ts';

/** Loudness over time in steps of 20 ms; an hour of it takes 3 MB. */
export interface Envelope {
  take(samples: Int16Array): void;
  seconds(): number;
  /** How loud each of equal parts is, 0 to 1 of what 16 bits hold; at most `most` of them. */
  levels(most: number): number[];
}

interface Step {
  peak: number;
  /** Mean of the squares. */
  power: number;
}

const stepsPerSecond = 50;

export function createEnvelope(rate: number): Envelope {
  const samplesPerStep = Math.max(1, Math.round(rate / stepsPerSecond));
  const steps: Step[] = [];
  let samples = 0;
  let peak = 0;
  let sum = 0;
  let count = 0;
  const close = () => {
    steps.push({ peak, power: sum / count });
    peak = sum = count = 0;
  };
  return {
    take: (piece) => {
      samples += piece.length;
      for (const sample of piece) {
        const size = Math.abs(sample) / 32_768;
        if (size > peak) peak = size;
        sum += size * size;
        if (++count === samplesPerStep) close();
      }
    },
    seconds: () => samples / rate,
    levels: (most) => {
      if (count > 0) close();
      const parts = Math.min(most, steps.length);
      const edge = (i: number) => Math.floor((i * steps.length) / parts);
      return Array.from({ length: parts }, (_, i) => level(steps.slice(edge(i), edge(i + 1))));
    },
  };
}

/** Peaks alone make a block of music, power alone makes speech flat: between the two both look alive. */
function level(steps: Step[]): number {
  const peak = Math.max(0, ...steps.map((step) => step.peak));
  const power = steps.reduce((sum, step) => sum + step.power, 0) / Math.max(1, steps.length);
  return Math.sqrt(peak * Math.sqrt(power));
}

/** Below this a sound counts as silent: its noise isn't blown up to fill the picture. */
const silentBelow = 0.001;
/** Quiet passages are drawn a little higher than they are, as ears hear them. */
const exponent = 0.75;

/** Base64, one byte a part, 255 the loudest. */
export function toWaveform(levels: readonly number[]): string {
  const loudest = Math.max(0, ...levels);
  const bytes = levels
    .slice(0, waveformParts)
    .map((each) => (loudest < silentBelow ? 0 : Math.round(255 * (each / loudest) ** exponent)));
  return Buffer.from(bytes).toString('base64');
}
