import { expect, it } from 'vitest';
import type { EventFrame } from '../../../protocol/socket.ts';
import { page } from '../../client/samples.ts';
import { applyToTimeline, fromPage, messageChanges } from '../../client/timeline.ts';
import { followReactions, type Reactions, withoutReaction, withReaction } from './reducer.ts';

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

it('change the message in the window, and nothing where it isn’t or they are there already', () => {
  followReactions(messageChanges);
  const window = fromPage(page(1, 3));
  const [, second] = window.messages;
  const frame = (event: 'reaction.added' | 'reaction.removed', id = second?.id ?? '') =>
    ({
      ...{ type: 'event', stream: 'room:1', seq: 9, event },
      data: { message: id, room: '1', emoji: '🎉', person: 'ann' },
    }) as EventFrame;
  const added = applyToTimeline(window, frame('reaction.added'));
  expect(added.messages[1]?.reactions).toMatchObject([{ emoji: '🎉', people: ['ann'] }]);
  expect(applyToTimeline(added, frame('reaction.added'))).toBe(added);
  expect(applyToTimeline(added, frame('reaction.added', 'elsewhere'))).toBe(added);
  const removed = applyToTimeline(added, frame('reaction.removed'));
  expect(removed.messages).toEqual(window.messages);
  expect(applyToTimeline(removed, frame('reaction.removed'))).toBe(removed);
});
