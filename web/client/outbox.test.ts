import { describe, expect, it } from 'vitest';
import type { NewMessage } from '../../protocol/messages.ts';
import { ApiError, offlineError } from './api.ts';
import { createOutbox, type OutboxStorage } from './outbox.ts';
import { message } from './samples.ts';

const memory = (): OutboxStorage & { all: Map<string, string> } => {
  const all = new Map<string, string>();
  return {
    all,
    keys: () => [...all.keys()],
    get: (key) => all.get(key) ?? null,
    set: (key, value) => void (value === null ? all.delete(key) : all.set(key, value)),
  };
};
const settled = () => new Promise((done) => setTimeout(done, 5));

function setUp(post: (message: NewMessage) => Promise<unknown>, storage = memory()) {
  const sent: string[] = [];
  let ids = 0;
  const outbox = createOutbox({
    storage,
    post: (_, body) => post(body) as Promise<ReturnType<typeof message>>,
    onSent: ({ text }) => sent.push(text),
    sentence: (error) => (error as Error).message,
    newId: () => `id-${++ids}`,
    wait: () => new Promise(() => undefined),
  });
  outbox.start('me', 'too old');
  return { outbox, sent, storage };
}
const accept = (body: NewMessage) => Promise.resolve(message({ seq: 1, text: body.text ?? '' }));

describe('the outbox', () => {
  it('sends in the order written and forgets what is sent', async () => {
    const { outbox, sent, storage } = setUp(accept);
    for (const text of ['one', 'two', 'three']) outbox.send({ room: '1', text });
    await settled();
    expect(sent).toEqual(['one', 'two', 'three']);
    expect([outbox.entries.value.length, storage.all.size]).toEqual([0, 0]);
  });

  it('holds back while there is no connection, then sends with the same key', async () => {
    const keys: unknown[] = [];
    let online = false;
    const { outbox, sent } = setUp((body) => {
      keys.push(body.clientId);
      return online ? accept(body) : Promise.reject(offlineError());
    });
    outbox.send({ room: '1', text: 'one' });
    outbox.send({ room: '1', text: 'two' });
    await settled();
    expect([keys, sent]).toEqual([['id-1'], []]);
    online = true;
    outbox.wake();
    await settled();
    expect(sent).toEqual(['one', 'two']);
    expect(keys).toEqual(['id-1', 'id-1', 'id-2']);
  });

  it('shows what is refused, goes on with the rest, and sends it again when asked', async () => {
    let refuse = true;
    const { outbox, sent } = setUp((body) =>
      refuse && body.text === 'bad'
        ? Promise.reject(new ApiError({ code: 'room-not-found', status: 404, message: 'no room' }))
        : accept(body),
    );
    outbox.send({ room: '1', text: 'bad' });
    outbox.send({ room: '1', text: 'good' });
    await settled();
    expect(sent).toEqual(['good']);
    expect(outbox.entries.value).toMatchObject([{ text: 'bad', state: 'failed', error: 'no room' }]);
    refuse = false;
    outbox.retry('id-1');
    await settled();
    expect(sent).toEqual(['good', 'bad']);
  });

  it('takes up after a reload what was not sent, for the same person only', async () => {
    const storage = memory();
    const offline = setUp(() => Promise.reject(offlineError()), storage);
    offline.outbox.send({ room: '1', text: 'kept' });
    await settled();
    const sent: string[] = [];
    const again = createOutbox({
      storage,
      post: (_, body) => accept(body),
      onSent: ({ text }) => sent.push(text),
      sentence: String,
    });
    again.start('somebody else', 'too old');
    await settled();
    expect(sent).toEqual([]);
    again.start('me', 'too old');
    await settled();
    expect([sent, storage.all.size]).toEqual([['kept'], 0]);
  });

  it('does not send again by itself what the server no longer knows the key of', async () => {
    const storage = memory();
    const offline = setUp(() => Promise.reject(offlineError()), storage);
    offline.outbox.send({ room: '1', text: 'old' });
    let posts = 0;
    const later = createOutbox({
      storage,
      post: (_, body) => {
        posts += 1;
        return accept(body);
      },
      onSent: () => undefined,
      sentence: String,
      now: () => Date.now() + 30 * 24 * 3600_000,
    });
    later.start('me', 'too old');
    await settled();
    expect(posts).toBe(0);
    expect(later.entries.value).toMatchObject([{ state: 'failed', error: 'too old' }]);
  });

  it('drops its copy when the message comes by the socket first', async () => {
    const { outbox, storage } = setUp(() => Promise.reject(offlineError()));
    outbox.send({ room: '1', text: 'one' });
    outbox.arrived('id-1');
    expect([outbox.entries.value.length, storage.all.size]).toEqual([0, 0]);
  });

  it('takes a message that is already gone as sent', async () => {
    const { outbox, sent } = setUp(() => Promise.resolve({ gone: true, id: '1', room: '1', seq: 1 }));
    outbox.send({ room: '1', text: 'one' });
    await settled();
    expect([sent, outbox.entries.value]).toEqual([[], []]);
  });
});
