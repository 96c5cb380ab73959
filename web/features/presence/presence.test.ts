import { expect, it } from 'vitest';
import type { Person } from '../../../protocol/accounts.ts';
import { sectionsOf } from './people.ts';

const person = (id: string, name: string): [string, Person] => [
  id,
  { id, name, avatar: null, role: 'member' },
];
const at = (id: string, status: 'online' | 'idle' | 'offline', rooms: string[]) =>
  [id, { person: id, status, rooms, reading: [] as string[] }] as const;

it('sorts people by where they are, then by name', () => {
  const people = new Map([person('1', 'Яна'), person('2', 'Боря'), person('3', 'Ann'), person('4', 'Zoe')]);
  const presences = new Map([at('1', 'online', ['a']), at('2', 'idle', ['a']), at('3', 'online', ['b'])]);
  const names = ({ person: { name } }: { person: Person }) => name;
  const { here, online, offline } = sectionsOf(people, presences, 'a');
  expect([here.map(names), online.map(names), offline.map(names)]).toEqual([
    ['Боря', 'Яна'],
    ['Ann'],
    ['Zoe'],
  ]);
});
