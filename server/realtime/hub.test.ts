import { afterEach, expect, test, vi } from 'vitest';
import type { RenderedEvent } from '../db/log.ts';
import { createHub, type Subscriber } from './hub.ts';

afterEach(() => void vi.useRealTimers());

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

function event(seq: number): RenderedEvent {
  return { stream: 'room:1', seq, event: 'x', subject: String(seq), frame: `<${seq}>` };
}

/** Every write that came, as the numbers of the events in it. */
function listener(person: string) {
  const writes: string[][] = [];
  const subscriber: Subscriber = {
    person,
    deliver: (frames) => void writes.push(frames.toString('latin1').match(/<\d+>|signal|reset/g) ?? []),
    drained: () => Promise.resolve(true),
  };
  return { writes, subscriber };
}

function hub() {
  const kept: RenderedEvent[] = [];
  const made = createHub({
    readLog: ({ since, upTo }) => Promise.resolve(kept.filter(({ seq }) => seq > since && seq <= upTo)),
    framesKept: 100,
    resumeBufferEvents: 100,
    replayEvents: 100,
  });
  const publish = (...seqs: number[]) => {
    kept.push(...seqs.map(event));
    made.publish(seqs.map(event));
  };
  return { ...made, commit: publish };
}

test('what several commits bring in one turn leaves in one write', async () => {
  const { join, commit } = hub();
  const ann = listener('ann');
  await join(ann.subscriber, 'room:1', undefined);
  commit(1);
  commit(2, 3);
  expect(ann.writes).toEqual([]);
  await turn();
  commit(4);
  await turn();
  expect(ann.writes).toEqual([['<1>', '<2>', '<3>'], ['<4>']]);
});

test('who comes in the middle of a turn gets nothing twice and misses nothing', async () => {
  const { join, commit, seqOf } = hub();
  const [old, fresh, resumed] = [listener('ann'), listener('bob'), listener('eve')];
  await join(old.subscriber, 'room:1', undefined);
  commit(1, 2);
  expect(seqOf('room:1')).toBe(2);
  await join(fresh.subscriber, 'room:1', undefined);
  const joined = join(resumed.subscriber, 'room:1', 1);
  commit(3);
  await joined;
  await turn();
  expect(old.writes.flat()).toEqual(['<1>', '<2>', '<3>']);
  expect(fresh.writes.flat()).toEqual(['<3>']);
  expect(resumed.writes.flat()).toEqual(['<2>', '<3>']);
});

test('a signal comes after the events before it', async () => {
  const { join, commit, signal } = hub();
  const ann = listener('ann');
  await join(ann.subscriber, 'room:1', undefined);
  commit(1);
  signal('room:1', { type: 'signal' });
  await turn();
  expect(ann.writes.flat()).toEqual(['<1>', 'signal']);
});

test('what is due can be handed on before the end of the turn', async () => {
  const { join, commit, flush } = hub();
  const ann = listener('ann');
  await join(ann.subscriber, 'room:1', undefined);
  commit(1);
  flush();
  expect(ann.writes).toEqual([['<1>']]);
  await turn();
  expect(ann.writes).toEqual([['<1>']]);
});

test('while more is about to be committed, it leaves with that; whoever waits for it is told afterwards', async () => {
  // However slow the machine, the time to gather passes when this test says so.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { join, flush, publish, afterFlush } = hub();
  const ann = listener('ann');
  await join(ann.subscriber, 'room:1', undefined);
  const told: number[] = [];
  publish([event(1)], true);
  afterFlush(() => told.push(ann.writes.length));
  await turn();
  expect([ann.writes, told]).toEqual([[], []]);
  publish([event(2)], false);
  await turn();
  expect(ann.writes).toEqual([['<1>', '<2>']]);
  publish([event(3)], true);
  await turn();
  expect(ann.writes).toEqual([['<1>', '<2>']]);
  vi.advanceTimersByTime(50);
  expect(ann.writes).toEqual([['<1>', '<2>'], ['<3>']]);
  publish([event(4)], true);
  flush();
  afterFlush(() => told.push(ann.writes.length));
  expect(told).toEqual([1, 3]);
});
