import type { Sql } from '../../db/sql.ts';

/** How many jobs wait or are under way, by kind of file; how much is stored, by kind: counts, and nobody's name. */
export const metricsReads = {
  'metrics.read': async (sql: Sql) => ({
    jobs: await sql.all<{ job: string; kind: string; state: 'waiting' | 'running'; count: number }>(
      `select j.name as job, coalesce(m.kind, 'none') as kind,
              case when j.started_at is null then 'waiting' else 'running' end as state, count(*) as count
         from jobs j left join media m on m.id = j.subject group by 1, 2, 3`,
    ),
    files: await sql.all<{ kind: string; count: number; originals: number; derived: number }>(
      `select kind, count(*) as count, sum(size) as originals, sum(derived_bytes) as derived from media group by 1`,
    ),
  }),
};

/** As one row each; a kind without a row has nothing. */
export type Measured = Awaited<ReturnType<(typeof metricsReads)['metrics.read']>>;
