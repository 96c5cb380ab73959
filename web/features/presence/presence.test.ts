import { afterEach, expect, it } from 'vitest';
import type { Person } from '../../../protocol/accounts.ts';
import { language } from '../../i18n/language.ts';
import { lastSeen } from './last-seen.ts';
import { sectionsOf } from './people.ts';

const person = (id: string, name: string): [string, Person] => [
  id,
  { id, name, avatar: null, role: 'member' },
];
const at = (id: string, status: 'online' | 'idle' | 'offline', rooms: string[]) =>
  [id, { person: id, status, rooms, reading: [] as string[], lastSeenAt: null as string | null }] as const;

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

const before = language.value;
afterEach(() => {
  language.value = before;
});

it.each([
  [0, 'Last seen just now', 'В сети только что'],
  [59, 'Last seen just now', 'В сети только что'],
  // Of a server whose clock is ahead.
  [-90, 'Last seen just now', 'В сети только что'],
  [3 * 60, 'Last seen 3 minutes ago', 'В сети 3 минуты назад'],
  [3590, 'Last seen 1 hour ago', 'В сети 1 час назад'],
  [3 * 3600, 'Last seen 3 hours ago', 'В сети 3 часа назад'],
  [86_400, 'Last seen yesterday', 'В сети вчера'],
  [5 * 86_400, 'Last seen 5 days ago', 'В сети 5 дней назад'],
])('who left %i s ago is told so', (seconds, english, russian) => {
  const now = Date.UTC(2026, 10, 23, 15);
  const at = new Date(now - seconds * 1000).toISOString();
  language.value = 'en';
  expect(lastSeen(at, now)).toBe(english);
  language.value = 'ru';
  expect(lastSeen(at, now)).toBe(russian);
});
