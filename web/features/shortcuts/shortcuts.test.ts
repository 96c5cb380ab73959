import { beforeEach, describe, expect, it } from 'vitest';
import { room } from '../../client/samples.ts';
import { matching } from './switcher.tsx';

describe('the room switcher', () => {
  const all = [
    room({ id: '1', name: 'General', position: 1 }),
    room({ id: '2', name: 'Ёлки', position: 2 }),
    room({ id: '3', name: 'Design & general talk', position: 3 }),
  ];
  let unread: Record<string, number>;
  beforeEach(() => {
    unread = {};
  });
  const found = (typed: string) => matching(all, typed, ({ id }) => unread[id] ?? 0).map(({ name }) => name);

  it('finds parts of names, in any case, ё as е, and what begins so first', () => {
    expect(found('GEN')).toEqual(['General', 'Design & general talk']);
    expect(found('елк')).toEqual(['Ёлки']);
    expect(found('nothing')).toEqual([]);
  });

  it('offers the unread first while nothing is typed', () => {
    unread['3'] = 2;
    expect(found('')).toEqual(['Design & general talk', 'General', 'Ёлки']);
  });
});
