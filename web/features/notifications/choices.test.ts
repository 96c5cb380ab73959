import { expect, it } from 'vitest';
import type { Notify } from '../../../protocol/notify.ts';
import { levelIn, mutedIn } from './choices.ts';
import { forEver, tellingOf } from './choosing.ts';

const at = Date.UTC(2026, 0, 1);
const until = new Date(at + 1000).toISOString();
const choices: Notify = {
  level: 'mentions',
  rooms: [
    { room: 'loud', level: 'all', mutedUntil: null },
    { room: 'mute', level: null, mutedUntil: until },
    { room: 'never', level: null, mutedUntil: forEver },
    { room: 'quiet', level: 'nothing', mutedUntil: null },
  ],
};

it('is as everywhere where a room has no choice of its own', () => {
  expect(['loud', 'mute', 'quiet', 'other'].map((room) => levelIn(choices, room))).toEqual([
    ...['all', 'mentions', 'nothing', 'mentions'],
  ]);
});

it('ends a mute when its time is over', () => {
  expect([mutedIn(choices, 'mute', at), mutedIn(choices, 'mute', at + 1000)]).toEqual([until, null]);
  expect(mutedIn(choices, 'never', at + 1e12)).toBe(forEver);
});

it('tells of what its person wants to be told', () => {
  const telling = (id: string, then = at) => tellingOf(choices, { id, mentions: 2 }, { unread: 5, at: then });
  expect(['loud', 'mute', 'quiet', 'other'].map((id) => telling(id))).toEqual([5, 0, 0, 2]);
  expect(telling('mute', at + 1000)).toBe(2);
});
