import type { Job } from './job.ts';
import { type Derived, type Rendition, unknownFacts } from './types.ts';

export async function deriveDocument(job: Job): Promise<Derived> {
  return { ...unknownFacts, renditions: await cleanDocument(job), state: 'ready', reason: null };
}

export async function cleanDocument(_job: Job): Promise<Rendition[]> {
  return [];
}
