import type { Message } from '../../../protocol/messages.ts';
import { call, sentence } from '../../client/api.ts';
import { foresee, me } from '../../client/store.ts';
import { complain } from '../../ui/toast.tsx';
import { useEmoji } from '../emoji/recent.ts';

const opposite = { 'reaction.added': 'reaction.removed', 'reaction.removed': 'reaction.added' } as const;

/** Adds or takes back the reader's reaction: shown at once, undone if the server refuses. */
export async function toggleReaction(
  { id, room, reactions }: Pick<Message, 'id' | 'room' | 'reactions'>,
  emoji: string,
): Promise<void> {
  const person = me.peek()?.id ?? '';
  const stands = reactions.some((one) => one.emoji === emoji && one.people.includes(person));
  const event = stands ? 'reaction.removed' : 'reaction.added';
  const data = { message: id, room, emoji, person };
  if (!stands) useEmoji(emoji);
  foresee(room, { event, data });
  try {
    const path = `/api/messages/${id}/reactions/${encodeURIComponent(emoji)}`;
    await call<null>(stands ? 'DELETE' : 'PUT', path);
  } catch (error) {
    foresee(room, { event: opposite[event], data });
    complain(sentence(error));
  }
}
