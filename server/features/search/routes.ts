import { join } from 'node:path';
import { SearchPage, SearchQuery } from '../../../protocol/search.ts';
import type { Context } from '../../context.ts';
import { timeOfId } from '../../db/snowflake.ts';
import { type Actor, nobody } from '../../db/sql.ts';
import { requireActor } from '../../http/identify.ts';
import { failures } from '../../http/schemas.ts';
import { type Searcher, startSearcher } from './searcher.ts';

/**
 * What is written within this time goes into the index together: a message at a time costs more than the message. Nobody finds
 * less by it, since a search takes in what is new before it looks.
 */
const wakeAfterMs = 1000;

export function mountSearch({ app, db, config, metrics, on, onStop }: Context): void {
  const paths = { index: join(config.dataDir, 'search.db'), main: join(config.dataDir, 'bungaacord.db') };
  const searcher = startSearcher(paths, {
    onDurable: (upTo) => void db.run('search.forget', nobody, { upTo }).catch(logged),
    onTrouble: logged,
  });
  function logged(error: unknown): void {
    app.log.error({ err: error }, 'search');
  }
  const took = metrics.seconds('search_seconds', {
    help: 'How long a search took, by its order.',
    labels: ['sort'],
  });
  let isWaking = false;
  on('committed', () => {
    if (isWaking) return;
    isWaking = true;
    setTimeout(() => {
      isWaking = false;
      searcher.wake();
    }, wakeAfterMs).unref();
  });
  onStop(() => searcher.close());

  app.get(
    '/api/search',
    { schema: { querystring: SearchQuery, response: { 200: SearchPage, ...failures } } },
    async (request) => {
      const startedAt = performance.now();
      const page = await search({ db, searcher, actor: requireActor(request) }, request.query);
      took({ sort: request.query.sort ?? 'newest' }, (performance.now() - startedAt) / 1000);
      return page;
    },
  );
}

interface World {
  db: Context['db'];
  searcher: Searcher;
  actor: Actor;
}

async function search({ db, searcher, actor }: World, query: SearchQuery): Promise<SearchPage> {
  const { limit = 25, sort = 'newest' } = query;
  const plan = await db.read('search.plan', actor, { ...query, nowMs: Date.now() });
  if (!plan.asks) return { hits: [], cursor: null, indexedSince: null };
  const { ids, next, unreadBelow } = await searcher.scan({ plan, sort, limit, before: query.before });
  const hits = ids.length === 0 ? [] : await db.read('search.hits', actor, { plan, ids });
  const indexedSince = unreadBelow === '0' ? null : new Date(timeOfId(unreadBelow)).toISOString();
  return { hits, cursor: next, indexedSince };
}
