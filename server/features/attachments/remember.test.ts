import { expect, test } from 'vitest';
import type { Context } from '../../context.ts';
import { rememberFiles } from './remember.ts';
import type { MediaRow } from './store.ts';

const ann = { personId: '1', role: 'member', sessionId: null } as const;

/** A database whose answers come when they are let go, and commits by hand. */
function byHand() {
  const reads: ((row: MediaRow) => void)[] = [];
  let committed = () => {};
  const context = {
    db: { read: () => new Promise((answer) => reads.push(answer)) },
    on: (_name: string, then: () => void) => {
      committed = then;
    },
  };
  const find = rememberFiles(context as unknown as Context);
  return { find: () => find(ann, '7'), reads, commit: () => committed() };
}

const row = (state: string) => ({ id: '7', state }) as MediaRow;

test('a file is looked up once, until something is committed', async () => {
  const { find, reads, commit } = byHand();
  const first = find();
  reads[0]?.(row('processing'));
  expect(await first).toMatchObject({ state: 'processing' });
  expect(await find()).toMatchObject({ state: 'processing' });
  expect(reads).toHaveLength(1);
  commit();
  const second = find();
  reads[1]?.(row('ready'));
  expect(await second).toMatchObject({ state: 'ready' });
});

test('what was read before a commit, and comes after it, is not remembered', async () => {
  const { find, reads, commit } = byHand();
  const asked = find();
  commit();
  reads[0]?.(row('processing'));
  await asked;
  const again = find();
  reads[1]?.(row('ready'));
  expect(await again).toMatchObject({ state: 'ready' });
});
