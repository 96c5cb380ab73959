import type { Write } from '../../db/sql.ts';
import { listPeople } from '../accounts/accounts.ts';
import { type Names, namesOf } from './find.ts';

interface Known extends Names {
  people: readonly string[];
}

/** The newest event of the server's stream: whatever changes a person is one. */
const serverSeq = async (tx: Write) =>
  (await tx.get<{ seq: number }>(`select seq from streams where name = 'server'`))?.seq ?? 0;

let known: { asOfSeq: number; names: Known } | null = null;

/** Everybody's names, ready to be looked up: listed anew after a change, not for each text. For the writer's thread. */
export async function knownNames(tx: Write): Promise<Known> {
  const asOfSeq = await serverSeq(tx);
  if (known?.asOfSeq === asOfSeq) return known.names;
  const people = await listPeople(tx);
  const names = { ...namesOf(people), people: people.map(({ id }) => id) };
  known = { asOfSeq, names };
  // Numbers that were taken back are given out again.
  tx.onRollback(() => {
    known = null;
  });
  return names;
}
