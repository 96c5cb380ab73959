import type { Derived } from '../../media/types.ts';
import type { Metrics } from '../../metrics.ts';
import type { DeriveJob } from './derive-verbs.ts';

/** Counts how jobs end and how long they take; called at a job's start, and what it answers at its end. */
export function measureJobs(metrics: Metrics) {
  const ended = metrics.counter('media_jobs_total', {
    help: 'Files that were prepared, by kind and outcome: ready, or the reason of the failure.',
    labels: ['kind', 'outcome'],
  });
  const took = metrics.seconds('media_job_seconds', {
    help: 'From a job’s start to everything that is derived, waits for a worker included.',
    labels: ['kind'],
  });
  return ({ inspection: { kind } }: DeriveJob) => {
    const startedAt = performance.now();
    return ({ state, reason }: Pick<Derived, 'state' | 'reason'>) => {
      ended({ kind, outcome: state === 'ready' ? 'ready' : (reason ?? 'failed') });
      took({ kind }, (performance.now() - startedAt) / 1000);
    };
  };
}

/** Counts the bytes that came in, whether they were kept or refused. */
export function measureUpload(metrics: Metrics, bytes: number): void {
  metrics.counter('upload_bytes_total', { help: 'Bytes of files that were uploaded, refused ones too.' })(
    {},
    bytes,
  );
}
