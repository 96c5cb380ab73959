import type { SearchQuery } from '../../../protocol/search.ts';
import { firstIdAt } from '../../db/snowflake.ts';
import type { Actor, Sql } from '../../db/sql.ts';
import { AppError, invalid } from '../../http/errors.ts';
import { findRoomId, listRooms } from '../rooms/rooms.ts';
import { isZone, readDays } from './days.ts';
import { authorFacet, hasFacets, mentionFacet, roomFacet } from './document.ts';
import { fold } from './fold.ts';
import { type Filter, parseQuery, type Term } from './query.ts';

/** One of these words must stand in a document's facets, or none of them may. */
export interface Facet {
  any: string[];
  not: boolean;
}

/** Ids of messages from the first up to the second (exclusive): ids grow with time. */
export interface Ids {
  from: string;
  to: string;
}

/** What a query means now and to whoever asks: names are ids, days are ranges of ids. */
export interface Plan {
  /** False where nothing was asked: then nothing is found. */
  asks: boolean;
  terms: Term[];
  facets: Facet[];
  ids: Ids;
  notIds: Ids[];
}

export type Asked = Pick<SearchQuery, 'q' | 'room' | 'zone'>;

const endOfTime = (2n ** 63n - 1n).toString();

/** Throws `search-filter` with the filter that can mean nothing, `room-not-found`, `invalid-request`. */
export async function makePlan(sql: Sql, actor: Actor, asked: Asked & { nowMs: number }): Promise<Plan> {
  const { terms, filters } = parseQuery(asked.q);
  const zone = asked.zone ?? 'UTC';
  if (!isZone(zone)) throw invalid('zone', 'a time zone’s IANA name');
  const asks = terms.length + filters.length > 0;
  const plan: Plan = { asks, terms, facets: [], ids: { from: '0', to: endOfTime }, notIds: [] };
  const rooms = await listRooms(sql);
  plan.facets.push({ any: rooms.map(({ id }) => roomFacet(id)), not: false });
  if (asked.room !== undefined) {
    plan.facets.push({ any: [roomFacet(await findRoomId(sql, asked.room))], not: false });
  }
  for (const filter of filters)
    await addFilter(plan, filter, { sql, actor, rooms, zone, nowMs: asked.nowMs });
  return plan;
}

interface World {
  sql: Sql;
  actor: Actor;
  rooms: readonly Named[];
  zone: string;
  nowMs: number;
}

interface Named {
  id: string;
  name: string;
}

async function addFilter(plan: Plan, filter: Filter, world: World): Promise<void> {
  const { name, not } = filter;
  switch (name) {
    case 'from':
      plan.facets.push({ any: (await peopleMeant(filter, world)).map(({ id }) => authorFacet(id)), not });
      return;
    case 'in':
      plan.facets.push({ any: meant(filter, world.rooms).map(({ id }) => roomFacet(id)), not });
      return;
    case 'has':
      plan.facets.push({ any: [hasFacet(filter)], not });
      return;
    case 'mentions':
      plan.facets.push({ any: (await peopleMeant(filter, world)).map(({ id }) => mentionFacet(id)), not });
      return;
    case 'before':
    case 'after':
    case 'on':
      addDays(plan, filter, world);
      return;
    default:
      name satisfies never;
  }
}

const nothingMeant = ({ name, value, typed }: Filter) =>
  new AppError('search-filter', { filter: typed, name, value });

function hasFacet(filter: Filter): string {
  const kind = filter.value.toLowerCase() as keyof typeof hasFacets;
  if (!Object.hasOwn(hasFacets, kind)) throw nothingMeant(filter);
  return hasFacets[kind];
}

async function peopleMeant(filter: Filter, { sql, actor }: World): Promise<Named[]> {
  // Also of those who are gone: what they wrote may still be there.
  const people = await sql.all<Named>('select id, name from users order by removed_at is not null, id');
  const isMe = filter.value.toLowerCase() === 'me' || filter.value === actor.personId;
  return isMe ? people.filter(({ id }) => id === actor.personId) : meant(filter, people);
}

/** By id, else by the whole name, else all whose names begin so. */
function meant(filter: Filter, all: readonly Named[]): Named[] {
  const value = fold(filter.value.replace(/^[@#]/, '')).trim();
  const named = all.map((one) => ({ one, name: fold(one.name).trim() }));
  const choices = [
    all.filter(({ id }) => id === filter.value),
    named.filter(({ name }) => name === value).map(({ one }) => one),
    named.filter(({ name }) => value !== '' && name.startsWith(value)).map(({ one }) => one),
  ];
  const found = choices.find((choice) => choice.length > 0);
  if (!found) throw nothingMeant(filter);
  return found;
}

function addDays(plan: Plan, filter: Filter, world: World): void {
  const days = readDays(filter.value, world);
  if (!days) throw nothingMeant(filter);
  const [start, end] = [firstIdAt(days.startMs), firstIdAt(days.endMs)];
  const { name, not } = filter;
  if (name === 'on' && not) {
    plan.notIds.push({ from: start, to: end });
    return;
  }
  const range = {
    before: not ? { from: start, to: endOfTime } : { from: '0', to: start },
    after: not ? { from: '0', to: end } : { from: end, to: endOfTime },
    on: { from: start, to: end },
  }[name as 'before' | 'after' | 'on'];
  plan.ids = { from: later(plan.ids.from, range.from), to: sooner(plan.ids.to, range.to) };
}

const later = (a: string, b: string): string => (BigInt(a) > BigInt(b) ? a : b);
const sooner = (a: string, b: string): string => (BigInt(a) < BigInt(b) ? a : b);
