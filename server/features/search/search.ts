import type { SearchHit } from '../../../protocol/search.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import { findMessages } from '../messages/messages.ts';
import { compile } from './compile.ts';
import { readDocuments } from './document.ts';
import { finderOf, highlightsOf } from './match.ts';
import { makePlan, type Plan } from './plan.ts';
import { noSample } from './sample.ts';

/**
 * What the index named, as the actor sees it at this moment: a message that is gone, hidden, of a removed room, or that no
 * longer says what was searched for, is no hit.
 */
async function readHits(
  sql: Sql,
  actor: Actor,
  { plan, ids }: { plan: Plan; ids: readonly string[] },
): Promise<SearchHit[]> {
  const documents = await readDocuments(sql, ids);
  const { find } = compile(plan, noSample());
  const finders = plan.terms.map(finderOf);
  const messages = await findMessages(
    sql,
    actor,
    ids.filter((id) => find(documents.get(id) ?? { facets: '', body: '' }) !== null),
  );
  return ids.flatMap((id): SearchHit[] => {
    const message = messages.get(id);
    if (!message) return [];
    const files = message.attachments.map((file) => ({
      id: file.id,
      highlights: highlightsOf(finders, file.name),
    }));
    return [
      {
        message,
        highlights: highlightsOf(finders, message.text),
        files: files.filter(({ highlights }) => highlights.length > 0),
      },
    ];
  });
}

export const searchReads = {
  'search.plan': makePlan,
  'search.hits': readHits,
};

export const searchWrites = {
  /** Notes that the index has taken in for good; the newest stays, so that their numbers never begin again. */
  'search.forget': async (tx: Write, _actor: Actor, input: { upTo: number }) => {
    await tx.run(
      'delete from search_changes where n <= ? and n < (select max(n) from search_changes)',
      input.upTo,
    );
  },
};
