import type { Message } from '../../protocol/messages.ts';

/** Whether a message calls the person, by name or with everyone. */
export const calls = ({ mentions, author }: Pick<Message, 'mentions' | 'author'>, person: string): boolean =>
  author.id !== person && mentions.some((one) => one.person === person || one.everyone !== null);
