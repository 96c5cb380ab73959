import type { Message } from '../../protocol/messages.ts';
import { eventually } from './eventually.ts';
import type { TestPerson } from './person.ts';

/** A message once none of its files is being prepared any more. */
export const whenReady = (person: TestPerson, id: string, withinMs = 60_000): Promise<Message> =>
  eventually(async () => {
    const { body } = await person.json<Message>('GET', `/api/messages/${id}`);
    if (body.attachments.some((file) => file.state === 'processing')) throw new Error('still processing');
    return body;
  }, withinMs);
