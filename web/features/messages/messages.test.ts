import { describe, expect, it } from 'vitest';
import type { Outgoing } from '../../client/outbox.ts';
import { author, message } from '../../client/samples.ts';
import { rowsOf } from './rows.ts';

const at = (seq: number, minutes: number, by = 'a') =>
  message({ seq, author: author(by), createdAt: new Date(2026, 4, 5, 12, minutes).toISOString() });
const outgoing = (clientId: string, minutes: number): Outgoing => ({
  clientId,
  room: '1',
  text: clientId,
  files: [],
  createdAt: new Date(2026, 4, 5, 12, minutes).toISOString(),
  state: 'pending',
  error: null,
});
const shape = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) =>
    'first' in row ? `${row.key}${row.first ? ' first' : ''}${row.last ? ' last' : ''}` : row.is,
  );

describe('the lines of a timeline', () => {
  const plain = { outgoing: [], meId: 'me', newAfter: null };

  it('group an author’s messages within five minutes', () => {
    expect(shape(rowsOf({ ...plain, messages: [at(1, 0), at(2, 4), at(3, 9), at(4, 10, 'b')] }))).toEqual([
      'day',
      'm1 first',
      'm2 last',
      'm3 first last',
      'm4 first last',
    ]);
  });

  it('part the days', () => {
    const next = message({
      seq: 2,
      author: author('a'),
      createdAt: new Date(2026, 4, 6, 0, 1).toISOString(),
    });
    const late = message({
      seq: 1,
      author: author('a'),
      createdAt: new Date(2026, 4, 5, 23, 59).toISOString(),
    });
    expect(shape(rowsOf({ ...plain, messages: [late, next] }))).toEqual([
      'day',
      'm1 first last',
      'day',
      'm2 first last',
    ]);
  });

  it('mark the first of others’ messages as new, and begin a group there', () => {
    const messages = [at(1, 0), at(2, 1, 'me'), at(3, 2), at(4, 3)];
    expect(shape(rowsOf({ ...plain, messages, newAfter: 1 }))).toEqual([
      'day',
      'm1 first last',
      'm2 first last',
      'new',
      'm3 first',
      'm4 last',
    ]);
  });

  it('show what is on its way once, under the key that it keeps when it has arrived', () => {
    const messages = [{ ...at(1, 0, 'me'), clientId: 'x' }];
    const rows = rowsOf({ ...plain, messages, outgoing: [outgoing('x', 0), outgoing('y', 1)] });
    expect(shape(rows)).toEqual(['day', 'x first', 'y last']);
  });
});
