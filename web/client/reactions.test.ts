import { expect, it } from 'vitest';
import { type Reactions, withoutReaction, withReaction } from './reactions.ts';

const by = (person: string, emoji = '🎉') => ({ message: '1', room: '2', emoji, person });

it('adds and takes back, each as often as it likes', () => {
  const once = withReaction([], by('ann'));
  expect(once).toEqual([{ emoji: '🎉', count: 1, people: ['ann'], me: false }]);
  expect(withReaction(once, by('ann'))).toBe(once);
  const both = withReaction(once, by('bob'));
  expect(both[0]).toMatchObject({ count: 2, people: ['ann', 'bob'] });
  const left = withoutReaction(both, by('ann'));
  expect(left[0]).toMatchObject({ count: 1, people: ['bob'] });
  expect(withoutReaction(left, by('ann'))).toBe(left);
  expect(withoutReaction(left, by('bob'))).toEqual([]);
});

it('ends the same when the events come twice, from any point on', () => {
  type Step = [typeof withReaction, ReturnType<typeof by>];
  const events: Step[] = [
    [withReaction, by('ann')],
    [withReaction, by('bob')],
    [withReaction, by('ann', '👍')],
    [withoutReaction, by('ann')],
    [withReaction, by('carol')],
  ];
  const play = (from: Reactions, steps: Step[]) => steps.reduce((now, [how, event]) => how(now, event), from);
  const whole = play([], events);
  for (let from = 0; from < events.length; from++) {
    const again = play(whole, events.slice(from));
    const people = (all: Reactions) =>
      all.map(({ emoji, people: who }) => `${emoji} ${who.toSorted().join()}`).toSorted();
    expect(people(again)).toEqual(people(whole));
  }
});
