import { probeAudio } from './audio.ts';
import type { Job } from './job.ts';
import { type Derived, MediaError, type Rendition, unknownFacts } from './types.ts';

export async function deriveAudio(job: Job): Promise<Derived> {
  const probe = await probeAudio(job, job.ffmpeg);
  return {
    ...unknownFacts,
    renditions: await cleanAudio(job),
    durationMs: probe.durationMs,
    state: 'ready',
    reason: null,
  };
}

export async function cleanAudio(_job: Job): Promise<Rendition[]> {
  return [];
}

export async function convertAudio(_job: Job): Promise<Rendition> {
  throw new MediaError('unsupported-codec', 'not yet');
}
