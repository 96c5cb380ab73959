import type { Person } from '../../../protocol/accounts.ts';
import type { People, Presences } from '../../client/overview.ts';

export type Present = {
  person: Person;
  status: 'online' | 'idle' | 'offline';
  /** When somebody who is offline was last here. */
  lastSeenAt: string | null;
};
export type Sections = { here: Present[]; online: Present[]; offline: Present[] };

/** Everybody, by where they are: with the room open, elsewhere online, offline; each by name. */
export function sectionsOf(people: People, presences: Presences, room: string | null): Sections {
  const sections: Sections = { here: [], online: [], offline: [] };
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare;
  const sorted = [...people.values()].sort((a, b) => compare(a.name, b.name));
  for (const person of sorted) {
    const presence = presences.get(person.id);
    const status = presence?.status ?? 'offline';
    const isHere = status !== 'offline' && room !== null && presence?.rooms.includes(room);
    const section = status === 'offline' ? 'offline' : isHere ? 'here' : 'online';
    sections[section].push({ person, status, lastSeenAt: presence?.lastSeenAt ?? null });
  }
  return sections;
}
