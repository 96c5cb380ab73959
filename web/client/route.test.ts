import { expect, it } from 'vitest';
import { parseRoute } from './route.ts';

it('reads addresses, and takes a broken one for home', () => {
  expect(parseRoute('/')).toEqual({ at: 'home' });
  expect(parseRoute('/admin')).toEqual({ at: 'admin' });
  expect(parseRoute('/administrators')).toEqual({ at: 'home' });
  expect(parseRoute('/r/123')).toEqual({ at: 'room', room: '123' });
  expect(parseRoute('/r/%D0%9A%D1%83%D1%85%D0%BD%D1%8F')).toEqual({ at: 'room', room: 'Кухня' });
  expect(parseRoute('/r/%E0%A4%A')).toEqual({ at: 'home' });
  expect(parseRoute('/r/123/45')).toEqual({ at: 'room', room: '123', seq: 45 });
  expect(parseRoute('/r/General/45/')).toEqual({ at: 'room', room: 'General', seq: 45 });
  expect(parseRoute('/r/123/')).toEqual({ at: 'room', room: '123' });
  for (const broken of ['/r/123/x', '/r/123/-1', '/r/123/4/5', '/r/123/99999999999999999999']) {
    expect(parseRoute(broken)).toEqual({ at: 'home' });
  }
});
