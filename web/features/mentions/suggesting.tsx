import { everyoneMentions, me, people, presences, rooms } from '../../client/store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { CompletionSource, Suggestion } from '../composer/slots.ts';
import { lastSeen } from '../presence/last-seen.ts';
import { suggested } from './names.ts';
import { t } from './words.ts';

const isHere = (person: string) => (presences.peek().get(person)?.status ?? 'offline') !== 'offline';

function awaySince(person: string): string | undefined {
  const at = presences.peek().get(person)?.lastSeenAt;
  return at ? lastSeen(at, Date.now()) : undefined;
}

function everyone(typed: string): Suggestion[] {
  if (everyoneMentions.peek() === 'admin' && me.peek()?.role !== 'admin') return [];
  const all = (['here', 'room'] as const).map((name) => ({ id: name, name }));
  return suggested(typed, all).map(({ name }) => ({
    key: name,
    face: <Icon name="people" size={20} />,
    text: `@${name}`,
    note: t.peek()[name],
    insert: `@${name}`,
  }));
}

/** `@` suggests people, whoever is here first. */
export const mentionSource: CompletionSource = {
  sign: '@',
  from: 0,
  word: /^(?:\S[^\n@]*)?$/u,
  find: (typed) => {
    const others = [...people.peek().values()].filter(({ id }) => id !== me.peek()?.id);
    const found = suggested(typed, others).sort((a, b) => Number(isHere(b.id)) - Number(isHere(a.id)));
    const persons = found.map(({ id, name, avatar }) => ({
      key: id,
      face: <Avatar id={id} name={name} src={avatar} size={22} />,
      text: name,
      note: awaySince(id),
      insert: `@${name}`,
    }));
    return [...persons.slice(0, 6), ...everyone(typed)];
  },
};

/** `#` suggests rooms. */
export const roomSource: CompletionSource = {
  sign: '#',
  from: 1,
  word: /^[^\s#][^\n#]*$/u,
  find: (typed) =>
    suggested(typed, rooms.peek()).map(({ id, name }) => ({
      key: id,
      face: <Icon name="hash" size={20} />,
      text: name,
      note: t.peek().roomNote,
      insert: `#${name}`,
    })),
};
